import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { kubectl } from './world.ts';

/**
 * JobRecorder watches the namespace from the outside and remembers every Job that was ever created,
 * so that a Job which came and went is counted too.
 */
export class JobRecorder {
  readonly #uids = new Map<string, Set<string>>();
  readonly #watch: ChildProcess;

  constructor() {
    const columns =
      'custom-columns=NAME:.metadata.name,UID:.metadata.uid,RUN:.metadata.labels.pipelines\\.gho-platform\\.dev/run-uid';
    this.#watch = spawn(
      process.env.KUBECTL ?? 'kubectl',
      [
        '--kubeconfig',
        process.env.E2E_KUBECONFIG ?? '',
        '--namespace',
        kubectl.namespace,
        'get',
        'jobs',
        '--watch',
        '--no-headers',
        '-o',
        columns,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const output = this.#watch.stdout;
    if (output === null) throw new Error('kubectl has no standard output');
    createInterface({ input: output }).on('line', (line) => {
      const [name, uid, run] = line.trim().split(/\s+/);
      if (name === undefined || uid === undefined || run === undefined) return;
      const key = `${run} ${name}`;
      this.#uids.set(key, (this.#uids.get(key) ?? new Set()).add(uid));
    });
  }

  /** created tells for each Job name of the run with this uid how many Jobs of that name ever existed. */
  created(run: string): Readonly<Record<string, number>> {
    const mine = [...this.#uids].filter(([key]) => key.startsWith(`${run} `));
    return Object.fromEntries(mine.map(([key, uids]) => [key.slice(run.length + 1), uids.size]));
  }

  stop(): void {
    this.#watch.kill('SIGKILL');
  }
}
