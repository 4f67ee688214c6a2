import type { RunOutcome } from '@gho-platform/tools';
import { attempt, clusterPrograms, run } from '@gho-platform/tools';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { World } from '../operator/world.ts';
import { patienceMs } from '../patience.ts';

const pluginFolder = fileURLToPath(new URL('../../../../apps/kubectl-pipelines/', import.meta.url));

/** User is a kubeconfig of somebody with a role of Kubernetes in one namespace, or with none. */
export interface User {
  readonly kubeconfig: string;
}

export interface PluginOutcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Plugin is the bundled plugin in a folder of the test's own, beside the kubeconfigs of its users. */
export class Plugin {
  readonly folder: string;
  readonly #world: World;

  private constructor(folder: string, world: World) {
    this.folder = folder;
    this.#world = world;
  }

  static async bundle(world: World): Promise<Plugin> {
    const folder = await mkdtemp(join(tmpdir(), 'gho-test-plugin-'));
    await run(process.execPath, ['bundle.mjs', folder], { cwd: pluginFolder });
    return new Plugin(folder, world);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** A user with a token of its own; the chart's rights come by aggregation into view and edit. */
  async user(namespace: string, role: 'view' | 'edit' | 'none', server?: string): Promise<User> {
    const { plane } = this.#world;
    const at = ['--namespace', namespace];
    const account = `user-${role}`;
    await plane.tryKubectl(['create', 'serviceaccount', account, ...at]);
    const subject = `--serviceaccount=${namespace}:${account}`;
    if (role !== 'none') {
      const binding = ['create', 'rolebinding', account, `--clusterrole=${role}`, subject];
      await plane.tryKubectl([...binding, ...at]);
    }
    const token = await plane.kubectl(['create', 'token', account, ...at]);
    const cluster = plane.kubeConfig.getCurrentCluster();
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': role,
      contexts: [{ name: role, context: { cluster: 'plane', user: role, namespace } }],
      users: [{ name: role, user: { token: token.trim() } }],
      clusters: [
        {
          name: 'plane',
          cluster: {
            server: server ?? cluster?.server,
            'certificate-authority-data': cluster?.caData,
            'certificate-authority': cluster?.caFile,
          },
        },
      ],
    };
    const name = `${namespace}-${role}${server === undefined ? '' : '-proxied'}.json`;
    const kubeconfig = join(this.folder, name);
    await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
    return { kubeconfig };
  }

  /** Runs one command line to its end. */
  async command(user: User, args: readonly string[]): Promise<PluginOutcome> {
    return this.start(user, args).ended;
  }

  start(user: User, args: readonly string[]): PluginProcess {
    return new PluginProcess(
      spawn(join(this.folder, 'kubectl-pipelines'), args, { env: this.environment(user) }),
    );
  }

  /** Runs kubectl, which finds the plugin on the PATH. */
  async kubectl(user: User, args: readonly string[]): Promise<RunOutcome> {
    const given = process.env.GHO_PROGRAMS ?? '';
    const programs = given === '' ? await clusterPrograms() : given;
    return attempt(join(programs, 'kubectl'), args, { env: this.environment(user) });
  }

  /** With node and the plugin on the PATH, and nothing else of this process. */
  environment({ kubeconfig }: User): Readonly<Record<string, string>> {
    const path = [this.folder, dirname(process.execPath), process.env.PATH ?? ''].join(':');
    return { PATH: path, KUBECONFIG: kubeconfig };
  }
}

/** PluginProcess is a command under way. */
export class PluginProcess {
  readonly #child: ChildProcess;
  readonly ended: Promise<PluginOutcome>;
  out = '';
  err = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
    this.ended = once(child, 'close').then(([code]) => ({
      exitCode: code as number,
      out: this.out,
      err: this.err,
    }));
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** Resolves once the standard output contains `text`. */
  async says(text: string): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!this.out.includes(text)) {
      if (Date.now() > deadline) throw new Error(`not said: ${text}\n${this.out}\n${this.err}`);
      await delay(20);
    }
  }
}
