import { run } from '@gho-platform/tools';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cluster } from './cluster.ts';
import { startCluster } from './cluster.ts';
import type { Contestant } from './contestants.ts';
import { barePods, operatorRuns, plainJobs } from './contestants.ts';
import { install, prepareNamespace } from './installation.ts';
import { killedTable, playKilled } from './killed.ts';
import type { Killed } from './killed.ts';
import { OperatorProcess } from './operator-process.ts';
import { seconds, tell } from './progress.ts';
import { playRound } from './round.ts';
import type { Session } from './session.ts';
import { openSession } from './session.ts';
import { ratiosOf, spreadOf } from './statistics.ts';
import { tableOf } from './table.ts';

/** HandoverOptions say how much is measured on the real kubelet. */
export interface HandoverOptions {
  /** Rounds of one chain alone, of each contestant. */
  readonly rounds: number;
  /** Chains that are started at once. */
  readonly burst: number;
  readonly burstRounds: number;
  /** Bursts in the middle of which the operator is killed. */
  readonly kills: number;
}

/** Tag of the image, which is made anew for each benchmark. */
const image = 'docker.io/gho-platform/noop:bench';
const plain = { namespace: 'bench-plain', image };
const operated = { namespace: 'bench-operator', image };
/** A bound, not an expectation. */
const withinMs = 600_000;

interface Stadium {
  readonly cluster: Cluster;
  readonly session: Session;
  readonly operator: OperatorProcess;
}

/** handover measures on a real kubelet how fast one stage follows the other, and prints tables. */
export async function handover(options: HandoverOptions, scratch: string): Promise<void> {
  const archive = join(scratch, 'noop.tar');
  const imageScript = fileURLToPath(new URL('../noop/build-image.sh', import.meta.url));
  await run(imageScript, [archive], { env: { IMAGE_TAG: 'bench', IMAGE_REGISTRY: '' } });
  const cluster = await startCluster({ kind: 'Node' });
  try {
    await cluster.loadImage(archive);
    const kubeconfig = await install(cluster, operated, scratch);
    await prepareNamespace(cluster, plain.namespace);
    const session = await openSession(cluster);
    const logFile = join(scratch, 'operator.log');
    const { namespace } = operated;
    const operator = await OperatorProcess.start({ kubeconfig, namespace, logFile });
    try {
      await measure(options, { cluster, session, operator });
    } finally {
      await operator.stop();
      await session.close();
    }
  } finally {
    await cluster.stop();
  }
}

async function measure(options: HandoverOptions, stadium: Stadium): Promise<void> {
  const { arena } = stadium.session;
  const contestants = [
    barePods(arena(plain)),
    plainJobs(arena(plain), 'terminated'),
    operatorRuns(arena(operated)),
    plainJobs(arena(plain), 'completed'),
  ];
  tell('Warming up');
  await playRounds(contestants, { count: 1, rounds: 1, label: 'warm' }, stadium);
  const one = { count: 1, rounds: options.rounds, label: 'one' };
  print('Four stages, one chain', await playRounds(contestants, one, stadium));
  const many = { count: options.burst, rounds: options.burstRounds, label: 'many' };
  print(`${options.burst} chains at once`, await playRounds(contestants, many, stadium));
  const killed: Killed[] = [];
  for (let kill = 1; kill <= options.kills; kill++) {
    const { observer } = stadium.session;
    const label = `kill-${kill}`;
    const contestant = operatorRuns(arena(operated));
    const round = { observer, contestant, count: options.burst, label, withinMs };
    killed.push(await playKilled(round, stadium.operator));
    await clear(stadium.cluster);
  }
  if (killed.length > 0) process.stdout.write(killedTable(killed));
}

interface Series {
  readonly count: number;
  readonly rounds: number;
  readonly label: string;
}

/** Milliseconds of each round, by contestant. */
type Measured = ReadonlyMap<Contestant, readonly number[]>;

/** The contestants take turns, so that a slow minute of the machine falls on all of them. */
async function playRounds(
  contestants: readonly Contestant[],
  { count, rounds, label }: Series,
  { cluster, session }: Stadium,
): Promise<Measured> {
  const measured = new Map(contestants.map((contestant) => [contestant, [] as number[]]));
  for (let round = 1; round <= rounds; round++) {
    for (const [contestant, series] of measured) {
      const { observer } = session;
      const name = `${label}-${round}`;
      const { tookMs } = await playRound({ observer, contestant, count, label: name, withinMs });
      tell(`${name}: ${contestant.name}: ${seconds(tookMs)} s`);
      series.push(tookMs);
      await clear(cluster);
    }
  }
  return measured;
}

/** Removes what the last round left, so that every round begins with the same. */
async function clear({ kubectl }: Cluster): Promise<void> {
  for (const kinds of ['pipelineruns', 'jobs', 'pods']) {
    for (const { namespace } of [plain, operated]) {
      await kubectl(['delete', kinds, '--all', '--namespace', namespace, '--timeout=300s']);
    }
  }
}

/** The first contestant is the yardstick of the others. */
function print(heading: string, measured: Measured): void {
  const [yardstick = []] = measured.values();
  const rows = [...measured].map(([{ name }, series]) => {
    const { least, median, greatest } = spreadOf(series);
    const ratio = spreadOf(ratiosOf(series, yardstick));
    return {
      [`${heading}, wall seconds, ${series.length} rounds`]: name,
      least: seconds(least),
      median: seconds(median),
      greatest: seconds(greatest),
      'against bare pods, median': `${ratio.median.toFixed(2)}x`,
      range: `${ratio.least.toFixed(2)}-${ratio.greatest.toFixed(2)}x`,
    };
  });
  process.stdout.write(`\n${tableOf(rows)}\n`);
}
