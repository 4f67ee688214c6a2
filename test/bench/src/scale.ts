import { dirname, join } from 'node:path';
import type { RequestCounts } from './audit.ts';
import { prepareAudit } from './audit.ts';
import type { Cluster } from './cluster.ts';
import { startCluster } from './cluster.ts';
import type { Arena, Contestant } from './contestants.ts';
import { barePods, operatorRuns, plainJobs } from './contestants.ts';
import { startFakeNodes } from './fake-nodes.ts';
import { install, usernameOf } from './installation.ts';
import { OperatorProcess } from './operator-process.ts';
import type { Usage } from './process-usage.ts';
import { componentUsage } from './process-usage.ts';
import { seconds, tell } from './progress.ts';
import type { Round } from './round.ts';
import { playRound } from './round.ts';
import { openSession } from './session.ts';
import type { Workload } from './workload.ts';
import { stageNames } from './workload.ts';

/** Contestants on fake nodes. */
export const scaleContestants: Readonly<Record<string, (arena: Arena) => Contestant>> = {
  pods: barePods,
  jobs: (arena) => plainJobs(arena, 'terminated'),
  operator: operatorRuns,
};

/** ScaleOptions say what is measured on fake nodes, whoever is measured. */
export interface ScaleOptions {
  /** Chains that are started at once. */
  readonly count: number;
  /** How many runs of the Pipeline may be under way; absent means all. */
  readonly limit?: number;
  /** Each container works for a time at random between these, such as ['1s', '60s']. */
  readonly stageDuration: readonly [string, string];
  /** Added to the arguments of components of the cluster. */
  readonly arguments?: Readonly<Record<string, readonly string[]>>;
  /** Environment of the operator. */
  readonly operatorEnv?: Readonly<Record<string, string>>;
  /** Folder for a CPU profile of the operator; absent means none. */
  readonly profileFolder?: string;
}

/** ScaleRun says who is measured: one of scaleContestants. */
export interface ScaleRun extends ScaleOptions {
  readonly contestant: string;
}

/** ScaleResult is what was measured. */
export interface ScaleResult {
  readonly tookMs: number;
  /** Milliseconds, of each hand-over. */
  readonly handovers: readonly number[];
  readonly made: number;
  readonly expected: number;
  readonly doubled: number;
  /** What the parts of the cluster took, by program. */
  readonly components: ReadonlyMap<string, Usage>;
  /** Absent where there is no operator. */
  readonly operator?: OperatorFigures;
  readonly requests: Requests;
}

export interface OperatorFigures extends Usage {
  /** Times that it ended by itself. */
  readonly restarts: number;
  /** Probes of readiness that failed: when, and with what answer. */
  readonly unready: readonly string[];
}

/** Requests to the API server, by who made them. */
interface Requests {
  readonly operator: RequestCounts;
  readonly jobController: RequestCounts;
}

type Measured = Omit<ScaleResult, 'requests'>;

const namespace = 'bench-operator';
const jobController = 'system:serviceaccount:kube-system:job-controller';
/** A bound, not an expectation. */
const withinMs = 7_200_000;

/** scale measures one contestant on a fresh control plane with fake nodes. */
export async function scale(options: ScaleRun, scratch: string): Promise<ScaleResult> {
  const user = usernameOf(namespace);
  const audit = await prepareAudit([user, jobController], scratch);
  const { apiserver = [], ...others } = options.arguments ?? {};
  const cluster = await startCluster({
    kind: 'ControlPlane',
    arguments: { ...others, apiserver: [...audit.arguments, ...apiserver] },
  });
  let measured: Measured;
  try {
    const stopNodes = await startFakeNodes(cluster, scratch);
    try {
      measured = await measure(options, cluster, scratch);
    } finally {
      await stopNodes();
    }
  } finally {
    await cluster.stop();
  }
  const requests = await audit.read();
  const of = (username: string): RequestCounts => requests.get(username) ?? new Map();
  return { ...measured, requests: { operator: of(user), jobController: of(jobController) } };
}

async function measure(options: ScaleRun, cluster: Cluster, scratch: string): Promise<Measured> {
  const { limit, stageDuration } = options;
  const workload: Workload = {
    namespace,
    image: 'example.org/noop:1',
    args: stageDuration,
    ...(limit === undefined ? {} : { limit }),
  };
  const kubeconfig = await install(cluster, workload, scratch);
  const session = await openSession(cluster);
  const operator =
    options.contestant === 'operator'
      ? await startOperator(options, kubeconfig, scratch)
      : undefined;
  try {
    const contestant = contestantOf(options.contestant, session.arena(workload));
    const { observer } = session;
    const { count } = options;
    const round = await playRound({ observer, contestant, count, label: 'scale', withinMs });
    tell(`${count} chains, ${contestant.name}: ${seconds(round.tookMs)} s`);
    return {
      ...figuresOf(round, count),
      components: await componentUsage(dirname(cluster.kubeconfigPath)),
      ...(operator === undefined ? {} : { operator: await operatorFigures(operator) }),
    };
  } finally {
    await operator?.stop();
    await session.close();
  }
}

function startOperator(
  { operatorEnv = {}, profileFolder }: ScaleOptions,
  kubeconfig: string,
  scratch: string,
): Promise<OperatorProcess> {
  const profile = ['--cpu-prof', `--cpu-prof-dir=${profileFolder ?? ''}`];
  return OperatorProcess.start({
    kubeconfig,
    namespace,
    logFile: join(scratch, 'operator.log'),
    env: operatorEnv,
    nodeArguments: profileFolder === undefined ? [] : profile,
  });
}

async function operatorFigures(operator: OperatorProcess): Promise<OperatorFigures> {
  const { restarts, unready } = operator;
  return { ...(await operator.usage()), restarts, unready };
}

function figuresOf(
  { chains, timeline, tookMs }: Round,
  count: number,
): Omit<Measured, 'components' | 'operator'> {
  return {
    tookMs,
    handovers: timeline.handovers(chains, stageNames),
    made: timeline.created,
    expected: count * stageNames.length,
    doubled: timeline.doubled,
  };
}

function contestantOf(name: string, arena: Arena): Contestant {
  const make = scaleContestants[name];
  if (make !== undefined) return make(arena);
  const allowed = Object.keys(scaleContestants).join(', ');
  throw new Error(`contestant ${name}: allowed are ${allowed}`);
}
