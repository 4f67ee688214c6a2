import type { KubeObject, Resource } from '@gho-platform/kube';
import type { Cluster } from '../cluster/cluster.ts';
import { getPipeline, getRun, listRuns, listSchedules, pipelineNames } from '../cluster/objects.ts';
import type { Candidate, Line, Wanted } from './candidates.ts';
import { reasonOf, scheduleReasonOf } from '@gho-platform/run-text';

const namespaces: Resource = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace' };

/** Enough to choose from; more would hide the newest. */
const mostRuns = 50;

type Names = Extract<Wanted, { kind: 'Names' }>;
type Source = (cluster: Cluster, line: Line) => Promise<readonly Candidate[]>;

async function runNames(cluster: Cluster): Promise<readonly Candidate[]> {
  const runs = await listRuns(cluster, cluster.namespace);
  return runs.slice(0, mostRuns).map((run) => ({ word: run.metadata.name, help: reasonOf(run) }));
}

async function scheduleNames(cluster: Cluster): Promise<readonly Candidate[]> {
  const schedules = await listSchedules(cluster, cluster.namespace);
  return schedules.map((schedule) => ({
    word: schedule.metadata.name,
    help: scheduleReasonOf(schedule),
  }));
}

const sources: Readonly<Partial<Record<Names['of'], Source>>> = {
  run: runNames,
  schedule: scheduleNames,
  suspendable: async (cluster) => [
    ...(await runNames(cluster)),
    ...(await scheduleNames(cluster)).map((one) => ({ ...one, word: `schedule/${one.word}` })),
  ],
  pipeline: async (cluster) => (await pipelineNames(cluster)).map((word) => ({ word })),
  stage: async (cluster, { positionals: [run = ''] }) => {
    const { status } = await getRun(cluster, run);
    return (status?.stages ?? []).map(({ name, state }) => ({ word: name, help: state }));
  },
  parameter: async (cluster, { positionals: [name = ''] }) => {
    const pipeline = await getPipeline(cluster, name);
    return (pipeline?.spec.parameters ?? []).flatMap(
      ({ name: word, description, type, allowed }) => {
        const help = description ?? type;
        const values = allowed ?? (type === 'Boolean' ? ['true', 'false'] : ['']);
        return values.map((value) => ({ word: `${word}=${value}`, help }));
      },
    );
  },
  namespace: async ({ api }) => {
    const found = await api.list<KubeObject>(namespaces, {});
    return found.map(({ metadata }) => ({ word: metadata?.name ?? '' }));
  },
};

/** namesOf asks the cluster. */
export async function namesOf(
  { of, line, prefix }: Names,
  cluster: Cluster,
): Promise<readonly Candidate[]> {
  const found = await (sources[of]?.(cluster, line) ?? []);
  return found.filter(({ word }) => word.startsWith(prefix));
}
