import type { PipelineRun, PipelineRunSpecApproval } from '@gho-platform/api';
import type { Resource } from '@gho-platform/kube';
import { apiVersionOf, resourcePath } from '@gho-platform/kube';
import type { Context } from '../cli/command.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { exits } from '../cli/exit-codes.ts';
import { Failure, usage } from '../cli/failure.ts';
import type { Flag, Positional } from '../cli/flags.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import type { Values } from '../cli/values.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { changeRun, getRun } from '../cluster/objects.ts';

export const decisionArguments: readonly Positional[] = [
  { name: 'RUN', completes: 'run' },
  { name: 'STAGE', completes: 'stage', optional: true },
];

export const reasonFlag: Flag = {
  name: 'reason',
  value: 'TEXT',
  help: 'why; the status of the run keeps it',
};

const selfReviews: Resource = {
  group: 'authentication.k8s.io',
  version: 'v1',
  plural: 'selfsubjectreviews',
  kind: 'SelfSubjectReview',
};

/** decide writes a decision about a stage in the name of whoever is logged in. */
export async function decide(
  values: Values,
  context: Context,
  decision: PipelineRunSpecApproval['decision'],
): Promise<ExitCode> {
  const cluster = await context.cluster();
  const before = await getRun(cluster, values.argument(0));
  const { name } = before.metadata;
  const stage = stageOf(before, values.positionals[1]);
  const reason = values.text('reason');
  const given = { stage, decision, ...(reason === undefined ? {} : { reason }) };
  const approvals = [...(before.spec.approvals ?? []), { ...given, by: await whoAmI(cluster) }];
  // A merge patch replaces the list: nobody else's decision may have come in between.
  const { resourceVersion } = before.metadata;
  const change = { metadata: { resourceVersion }, spec: { approvals } };
  const changed = await changeRun(cluster, name, change);
  const format = outputFormat(values);
  const text = `pipelinerun/${name} stage ${stage} ${decision.toLowerCase()}`;
  context.terminal.line(format === undefined ? text : objectText(changed, format));
  return exits.ok;
}

/**
 * stageOf is the stage to decide about: the one that is named, or the one that waits.
 * @throws Failure with exit code 2, or 3 for a stage that the run does not have.
 */
export function stageOf(run: PipelineRun, named: string | undefined): string {
  const { name = '' } = run.metadata;
  const stage = named ?? waitingStage(run);
  if (stage === undefined) {
    throw usage(`no stage of ${name} waits for an approval`, 'name a stage to decide beforehand');
  }
  checkStage(run, stage);
  const decided = run.spec.approvals?.find((one) => one.stage === stage);
  if (decided === undefined) return stage;
  throw usage(
    `stage ${stage} of ${name} was ${decided.decision.toLowerCase()} by ${decided.by}`,
    'a decision cannot be changed',
  );
}

function waitingStage({ status }: PipelineRun): string | undefined {
  return status?.waiting?.reason === 'Approval' ? status.waiting.on : undefined;
}

/** A run that has not started does not know its stages yet. */
function checkStage({ metadata, status }: PipelineRun, stage: string): void {
  const known = (status?.stages ?? []).map((one) => one.name);
  if (known.length === 0 || known.includes(stage)) return;
  const message = `${metadata.name ?? ''} has no stage ${stage}`;
  throw new Failure(exits.notFound, message, `there are: ${known.join(', ')}`);
}

/** The name that the API server knows the user by, as `kubectl auth whoami` shows it. */
async function whoAmI({ transport }: Cluster): Promise<string> {
  const { status, body } = await transport.send({
    method: 'POST',
    path: resourcePath(selfReviews),
    body: { apiVersion: apiVersionOf(selfReviews), kind: selfReviews.kind },
  });
  const review = body as SelfReview | undefined;
  const user = review?.status?.userInfo?.username;
  if (user !== undefined) return user;
  throw new Failure(exits.unavailable, `the API server does not say who you are (${status})`);
}

interface SelfReview {
  readonly status?: { readonly userInfo?: { readonly username?: string } };
}
