import { perRun } from './audit.ts';
import { seconds } from './progress.ts';
import { scale } from './scale.ts';
import { handoverCells, sumOf } from './scale-report.ts';
import { tableOf } from './table.ts';
import type { Row } from './table.ts';

type Arguments = Readonly<Record<string, readonly string[]>>;

/** What Kubernetes has unless told otherwise; the local cluster raises the controller manager's. */
const managerDefaults = ['--kube-api-qps=20', '--kube-api-burst=30', '--concurrent-job-syncs=5'];
const managerRate = ['--kube-api-qps=200', '--kube-api-burst=400'];
const jobSyncs = ['--concurrent-job-syncs=20'];
const schedulerDefaults = ['--kube-api-qps=50', '--kube-api-burst=100'];
const schedulerRate = ['--kube-api-qps=200', '--kube-api-burst=400'];

/** Of a flag that is given twice the last counts, so each setting is what it adds to the defaults. */
function setting(manager: readonly string[], scheduler: readonly string[] = []): Arguments {
  return {
    'controller-manager': [...managerDefaults, ...manager],
    scheduler: [...schedulerDefaults, ...scheduler],
  };
}

const settings: Readonly<Record<string, Arguments>> = {
  'all defaults': setting([]),
  'scheduler qps 200, burst 400': setting([], schedulerRate),
  'concurrent-job-syncs 20': setting(jobSyncs),
  'controller manager qps 200, burst 400': setting(managerRate),
  'controller manager qps, job syncs': setting([...managerRate, ...jobSyncs]),
  'all three': setting([...managerRate, ...jobSyncs], schedulerRate),
};

/** LimitsOptions say what runs under each setting. */
export interface LimitsOptions {
  /** Names as in scaleContestants. */
  readonly contestants: readonly string[];
  /** Chains that are started at once. */
  readonly count: number;
  readonly stageDuration: readonly [string, string];
}

/** limits runs the same chains with flags of Kubernetes changed one at a time, and prints a table. */
export async function limits(
  { contestants, count, stageDuration }: LimitsOptions,
  scratch: string,
): Promise<void> {
  const rows: Row[] = [];
  for (const [name, given] of Object.entries(settings)) {
    const row = { [`${count} chains at once`]: name };
    const cells: Record<string, string> = {};
    for (const contestant of contestants) {
      const options = { contestant, count, stageDuration, arguments: given };
      const { tookMs, handovers, made, requests } = await scale(options, scratch);
      const { writes, reads } = perRun(requests.jobController, made);
      cells[`${contestant}, s`] = seconds(tookMs);
      cells[`${contestant}: p99, ms`] = handoverCells(handovers)['p99, ms'] ?? '';
      if (contestant !== 'jobs') continue;
      cells['Job controller: requests a Job'] = (sumOf(writes) + sumOf(reads)).toFixed(1);
    }
    rows.push({ ...row, ...cells });
  }
  process.stdout.write(`\n${tableOf(rows)}\n`);
}
