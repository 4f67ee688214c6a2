import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startKubelet, stopKubelet } from './local-node.ts';
import { scriptedStage } from './scripted-pipeline.ts';
import { SpareNode } from './spare-node.ts';
import {
  applyPipeline,
  ended,
  eventually,
  inStage,
  jobsOf,
  kubectl,
  podsOf,
  stageOf,
  startRun,
  verdictOf,
} from './world.ts';

interface Node {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Whether the node is ready, as the node controller says: Unknown when nobody has heard of it. */
async function readiness(name: string): Promise<string | undefined> {
  const { status } = await kubectl.json<Node>('get', 'node', name);
  return status.conditions.find(({ type }) => type === 'Ready')?.status;
}

async function nodeIs(name: string, wanted: string): Promise<void> {
  await eventually(`node ${name} ready: ${wanted}`, async () =>
    (await readiness(name)) === wanted ? true : undefined,
  );
}

/** How long pods that start from now on work. */
async function lasts(name: string, seconds: number): Promise<void> {
  const data = { SECONDS: String(seconds) };
  await kubectl.apply(
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }),
  );
}

describe('a node that falls silent', () => {
  let spare: SpareNode;

  beforeEach(async () => {
    spare = await SpareNode.start();
  });

  afterEach(async () => {
    await startKubelet();
    await spare.stop();
  });

  it('costs an interruption: the stage starts again when the node is back, never beside itself', async () => {
    const name = 'e2e-node-lost';
    const patience = {
      key: 'node.kubernetes.io/unreachable',
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 1,
    } as const;
    const works = `process.on('SIGTERM', () => process.exit(143));
      setTimeout(() => process.exit(0), process.env.SECONDS * 1000)`;
    const more = { tolerations: [patience], envFrom: [{ configMapRef: { name } }] };
    await lasts(name, 600);
    await applyPipeline(name, {
      stages: [scriptedStage('steady', works, { ...more, retry: { limit: 0 } })],
    });
    await startRun(name, { pipelineRef: { name } });
    const pod = await inStage(name, 'steady');
    const node = await kubectl.text('get', 'pod', pod, '-o', 'jsonpath={.spec.nodeName}');
    await stopKubelet();
    await nodeIs(node, 'Unknown');
    await eventually('the pod to be told to go', async () => {
      const at = 'jsonpath={.metadata.deletionTimestamp}';
      return (await kubectl.text('get', 'pod', pod, '-o', at)) === '' ? undefined : true;
    });
    // Nobody knows whether its container still works, so nothing may work beside it.
    expect((await podsOf(name)).map(({ metadata }) => metadata.name)).toEqual([pod]);
    await lasts(name, 1);
    await startKubelet();
    await nodeIs(node, 'True');

    const run = await ended(name);

    expect(verdictOf(run)).toEqual({ status: 'True', reason: 'Succeeded' });
    expect(stageOf(run, 'steady')).toMatchObject({
      interruptions: 1,
      attempts: [{ number: 1, state: 'Succeeded' }],
    });
    expect(await jobsOf(name)).toHaveLength(1);
  });
});
