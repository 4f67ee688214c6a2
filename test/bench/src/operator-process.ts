import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@gho-platform/testing/servers';
import { workspaceRoot } from './cluster.ts';
import type { Usage } from './process-usage.ts';
import { usageOf } from './process-usage.ts';

/** As the chart starts it; Nx has bundled it before. Of its 512 MiB Node.js takes half for the heap. */
const entryPoint = [
  '--disable-warning=DEP0040',
  '--max-old-space-size=256',
  join(workspaceRoot, 'apps/operator/dist/main.mjs'),
];

/** A bound, not an expectation. */
const patienceMs = 60_000;
/** Well below the 5 seconds between two probes of a kubelet. */
const probeEveryMs = 250;

export interface OperatorStart {
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Where its log goes. */
  readonly logFile: string;
  /** Arguments of Node.js, such as --cpu-prof. */
  readonly nodeArguments?: readonly string[];
  /** Environment besides what says where it runs. */
  readonly env?: Readonly<Record<string, string>>;
}

/** OperatorProcess is the real operator as a process of its own, watched as a kubelet would. */
export class OperatorProcess {
  readonly #options: OperatorStart;
  readonly #healthPort: number;
  readonly #metricsPort: number;
  readonly #probing = new AbortController();
  #child: ChildProcess;
  #isExpectedToRun = true;
  /** Times that it ended by itself. */
  restarts = 0;
  /** Probes of readiness that were not answered with 200, once it had been ready: when, and with what. */
  readonly unready: string[] = [];

  private constructor(options: OperatorStart, ports: readonly [number, number]) {
    this.#options = options;
    [this.#healthPort, this.#metricsPort] = ports;
    this.#child = this.#spawn();
  }

  /** Starts it; resolves once it is ready. */
  static async start(options: OperatorStart): Promise<OperatorProcess> {
    const operator = new OperatorProcess(options, [await freePort(), await freePort()]);
    await operator.#becomesReady();
    void operator.#probe();
    return operator;
  }

  /** Ends it as a node that is lost does, and starts it again at once, as a kubelet does. */
  async killAndRestart(): Promise<void> {
    this.#isExpectedToRun = false;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
    this.#child = this.#spawn();
    this.#isExpectedToRun = true;
  }

  /** Ends it in good order. */
  async stop(): Promise<void> {
    this.#probing.abort();
    this.#isExpectedToRun = false;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }

  /** What it took so far. */
  async usage(): Promise<Usage> {
    const usage = await usageOf(this.#child.pid ?? 0);
    if (usage === undefined) throw new Error(`the operator ended: ${await this.#lastLines()}`);
    return usage;
  }

  #spawn(): ChildProcess {
    const { kubeconfig, namespace, logFile, nodeArguments = [], env = {} } = this.#options;
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, [...nodeArguments, ...entryPoint], {
      env: {
        PATH: process.env.PATH,
        KUBECONFIG: kubeconfig,
        WATCH_NAMESPACE: namespace,
        POD_NAME: 'operator-1',
        POD_NAMESPACE: namespace,
        HEALTH_PORT: String(this.#healthPort),
        METRICS_PORT: String(this.#metricsPort),
        ...env,
      },
      stdio: ['ignore', log, log],
    });
    child.once('exit', () => {
      if (this.#isExpectedToRun) this.restarts++;
    });
    return child;
  }

  async #becomesReady(): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while ((await this.#problem()) !== undefined) {
      if (this.restarts > 0 || performance.now() > deadline) {
        throw new Error(`the operator did not get ready: ${await this.#lastLines()}`);
      }
      await delay(20);
    }
  }

  async #probe(): Promise<void> {
    while (!this.#probing.signal.aborted) {
      const problem = this.#isExpectedToRun ? await this.#problem() : undefined;
      if (problem !== undefined) this.unready.push(`${new Date().toISOString()} ${problem}`);
      await delay(probeEveryMs);
    }
  }

  /** Why it is not ready; undefined when it is. */
  async #problem(): Promise<string | undefined> {
    try {
      const url = `http://127.0.0.1:${this.#healthPort}/readyz`;
      // What the chart gives a probe.
      const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) });
      return answer.ok ? undefined : (await answer.text()).trim();
    } catch (error) {
      return String(error);
    }
  }

  async #lastLines(): Promise<string> {
    const log = await readFile(this.#options.logFile, 'utf8').catch(() => '');
    return log.trimEnd().split('\n').slice(-5).join('\n');
  }
}
