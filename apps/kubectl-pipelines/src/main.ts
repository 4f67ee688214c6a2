/**
 * main is the program `kubectl-pipelines`, which kubectl runs for `kubectl pipelines`.
 */
import type { ClusterChoice } from './cli/command.ts';
import { exits } from './cli/exit-codes.ts';
import { Failure } from './cli/failure.ts';
import { runCli } from './cli/run-cli.ts';
import type { Cluster } from './cluster/cluster.ts';
import { connect } from './cluster/connect.ts';
import { contextNames, contextNamespace, loadKubeconfig } from './cluster/kubeconfig.ts';

/** 128 + SIGPIPE: whoever read the output has seen enough. */
const brokenPipe = 141;

/** Enough for a picture to be drawn to its end. */
const goodbyeMs = 1000;

const interrupt = new AbortController();

function stopAt(signal: 'SIGINT' | 'SIGTERM', exitCode: number): void {
  process.once(signal, () => {
    interrupt.abort(new Failure(exits.interrupted, ''));
    // A request that is on its way is not waited for, nor a connection that has to close.
    setTimeout(() => process.exit(exitCode), goodbyeMs).unref();
    process.once(signal, () => process.exit(exitCode));
  });
}

function kubeconfigOf({ kubeconfig, context }: ClusterChoice): ReturnType<typeof loadKubeconfig> {
  return loadKubeconfig({ file: kubeconfig, context });
}

function connectTo(choice: ClusterChoice): Promise<Cluster> {
  const kubeConfig = kubeconfigOf(choice);
  return connect(kubeConfig, choice.namespace ?? contextNamespace(kubeConfig));
}

async function main(): Promise<void> {
  stopAt('SIGINT', exits.interrupted);
  stopAt('SIGTERM', exits.interrupted);
  process.stdout.on('error', () => process.exit(brokenPipe));
  const exitCode = await runCli(process.argv.slice(2), {
    out: process.stdout,
    err: process.stderr,
    env: process.env,
    signal: interrupt.signal,
    nowMs: () => Date.now(),
    connect: async (choice) => connectTo(choice),
    contexts: (choice) => contextNames(kubeconfigOf(choice)),
    program: 'kubectl pipelines',
  });
  // What is still open, such as an idle connection, must not hold up a script.
  process.stdout.write('', () => process.exit(exitCode));
}

void main();
