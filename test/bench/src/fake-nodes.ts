import { run } from '@gho-platform/tools';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cluster } from './cluster.ts';
import { workspaceRoot } from './cluster.ts';

const kwokFolder = fileURLToPath(new URL('../kwok/', import.meta.url));

/** A pod of every chain fits on each of them, and the scheduler has something to choose. */
const count = 10;
const capacity = { cpu: '64', memory: '256Gi', pods: '5000' };

/**
 * startFakeNodes gives a control plane nodes that exist only on paper; kwok plays their kubelets, as
 * kwok/stages.yaml says. It resolves, once they are ready, with a function that ends kwok.
 */
export async function startFakeNodes(
  cluster: Cluster,
  scratch: string,
): Promise<() => Promise<void>> {
  const printed = await run(
    'tools/local-cluster/go-build.sh',
    [kwokFolder, 'sigs.k8s.io/kwok/cmd/kwok'],
    { cwd: workspaceRoot },
  );
  const logFile = join(scratch, 'kwok.log');
  const kwok = spawnKwok(join(printed.trim(), 'kwok'), cluster, logFile);
  const stop = async (): Promise<void> => {
    if (kwok.exitCode !== null) throw new Error(await endOf(logFile));
    const ended = once(kwok, 'exit');
    kwok.kill('SIGTERM');
    await ended;
  };
  const nodes = Array.from({ length: count }, (_, i) => nodeOf(`fake-${i + 1}`));
  const list = { apiVersion: 'v1', kind: 'List', items: nodes };
  try {
    await cluster.kubectl(['create', '-f', '-'], JSON.stringify(list));
    await cluster.kubectl(['wait', '--for=condition=Ready', 'node', '--all', '--timeout=60s']);
  } catch (cause) {
    await stop();
    throw new Error(`fake nodes did not get ready: ${await endOf(logFile)}`, { cause });
  }
  return stop;
}

function spawnKwok(program: string, cluster: Cluster, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  const options = [
    `--kubeconfig=${cluster.kubeconfigPath}`,
    `--config=${join(kwokFolder, 'stages.yaml')}`,
    '--manage-all-nodes',
    // Without leases every heartbeat would rewrite a node's status.
    '--node-lease-duration-seconds=40',
  ];
  return spawn(program, options, { stdio: ['ignore', log, log] });
}

async function endOf(logFile: string): Promise<string> {
  const log = await readFile(logFile, 'utf8');
  return log.trimEnd().split('\n').slice(-5).join('\n');
}

function nodeOf(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
    status: { capacity, allocatable: capacity },
  };
}
