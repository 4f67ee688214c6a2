import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@gho-platform/testing/servers';
import { compileCache } from '@gho-platform/testing/stage-process';
import { patienceMs } from '../patience.ts';
import { programs } from '../programs.ts';

export interface OperatorStart {
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly podName?: string;
  readonly leaseName?: string;
  /** Whether approvals in a run's spec count, as with the chart's admission policy. */
  readonly approvals?: 'Trusted' | 'Ignored';
}

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

/** OperatorProcess is the real operator as a process of its own. */
export class OperatorProcess {
  readonly #child: ChildProcess;
  readonly #ports: { readonly health: number; readonly metrics: number };
  readonly #ended: Promise<number | string>;
  readonly logs: LogLine[] = [];

  private constructor(child: ChildProcess, ports: { health: number; metrics: number }) {
    this.#child = child;
    this.#ports = ports;
    this.#ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
    if (child.stdout === null) throw new Error('start operator: no standard output');
    createInterface(child.stdout).on('line', (line) => {
      this.logs.push(JSON.parse(line) as LogLine);
    });
  }

  static async start(options: OperatorStart): Promise<OperatorProcess> {
    const ports = { health: await freePort(), metrics: await freePort() };
    const child = spawn(process.execPath, [programs.operator], {
      env: {
        PATH: process.env.PATH,
        KUBECONFIG: options.kubeconfig,
        WATCH_NAMESPACE: options.namespace,
        POD_NAME: options.podName ?? 'operator-1',
        POD_NAMESPACE: options.namespace,
        LEASE_NAME: options.leaseName ?? 'gho-platform-operator',
        APPROVALS: options.approvals ?? 'Ignored',
        NODE_COMPILE_CACHE: compileCache,
        HEALTH_PORT: String(ports.health),
        METRICS_PORT: String(ports.metrics),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new OperatorProcess(child, ports);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Sends a signal; resolves to the exit code, or to the signal that ended the process. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | string> {
    if (this.isRunning) this.#child.kill(signal);
    return this.#ended;
  }

  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  async ended(): Promise<number | string> {
    return this.#ended;
  }

  /** Resolves with the status code of a probe, 0 when nothing answers. */
  async probe(path: '/livez' | '/readyz'): Promise<number> {
    try {
      return (await fetch(`http://127.0.0.1:${this.#ports.health}${path}`)).status;
    } catch {
      return 0;
    }
  }

  /** The sum of a metric over the label sets that contain `labels`. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const page = await fetch(`http://127.0.0.1:${this.#ports.metrics}/metrics`);
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return (await page.text())
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => wanted.every((label) => line.includes(label)))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  async logged(msg: string): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      if (this.logs.some((line) => line.msg === msg)) return;
      if (!this.isRunning) break;
      await delay(10);
    }
    throw new Error(`the operator did not log "${msg}": ${JSON.stringify(this.logs.slice(-10))}`);
  }
}
