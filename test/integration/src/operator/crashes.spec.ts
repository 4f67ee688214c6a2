import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Fault, ProxiedWrite } from './fault-proxy.ts';
import { FaultProxy } from './fault-proxy.ts';
import type { OperatorProcess } from './operator-process.ts';
import { conditionOf, ingestResult, statesOf, World } from './world.ts';

jest.setTimeout(300_000);

/** A clean run makes at least this many writes; two more where a pod ends late. */
const leastWrites = 8;
/** Every write is one of these, from freezing the Pipeline to the last finalizer. */
const writePattern = /\/(controllerrevisions|pipelineruns\/[^/]+\/status|jobs)(\/|$)/;

describe('crashes and lost answers at every write', () => {
  let world: World;
  let proxy: FaultProxy;

  beforeAll(async () => {
    world = await World.start('op-crashes');
    world.kubelet.script = ({ stage }) =>
      stage === 'ingest' ? { exitCode: 0, result: ingestResult } : { exitCode: 0 };
    proxy = await FaultProxy.start(world.plane.kubeConfig);
  });

  afterAll(async () => {
    await proxy.stop();
    await world.stop();
  });

  /** One run in a namespace of its own; `faultOf` says what befalls each of its writes. */
  async function runWith(faultOf: (write: ProxiedWrite, crash: () => void) => Fault) {
    const namespace = await world.namespace();
    let operator: OperatorProcess | undefined;
    let crashes = 0;
    const crash = (): void => {
      crashes++;
      operator?.kill('SIGKILL');
    };
    proxy.writes.length = 0;
    proxy.rule = (write) => faultOf(write, crash);
    operator = await world.operator(namespace, { server: proxy.url });
    await world.createRun(namespace, 'run');
    const ended = world.ended(namespace, 'run', 30_000);
    // The last finalizer is part of the plan too.
    const finished = ended.then(() => released(namespace));
    const over = finished.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([over, operator.ended().then(() => false)]))) {
      operator = await world.operator(namespace, { server: proxy.url });
    }
    const run = await ended;
    await finished;
    await operator.end();
    return { run, crashes, created: world.createdFor(namespace, 'run'), namespace };
  }

  async function released(namespace: string): Promise<void> {
    for (let waited = 0; waited < 10_000; waited += 50) {
      const jobs = await world.jobsOf(namespace, 'run');
      const held = jobs.some(({ metadata }) =>
        metadata?.finalizers?.some((one) => one.startsWith('pipelines.gho-platform.dev')),
      );
      if (!held && jobs.length === 2) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the operator holds Jobs of a run that has ended');
  }

  function expectGood({ run, created, namespace }: Awaited<ReturnType<typeof runWith>>): void {
    expect(conditionOf(run)).toMatchObject({ status: 'True', reason: 'Succeeded' });
    expect(statesOf(run)).toEqual(['ingest=Succeeded', 'transform=Succeeded']);
    // Exactly one Job for each attempt, and one attempt for each stage.
    expect(created).toEqual(['run-ingest-1', 'run-transform-1']);
    expect(world.kubelet.mostActive.get(`${namespace}/run`)).toBe(1);
  }

  it('makes a known number of writes when nothing goes wrong', async () => {
    const outcome = await runWith(() => ({ kind: 'None' }));
    expectGood(outcome);
    const writes = proxy.writes.map(({ method, path }) => `${method} ${path}`);
    expect(writes.filter((write) => !writePattern.test(write))).toEqual([]);
    expect(writes.length).toBeGreaterThanOrEqual(leastWrites);
    expect(writes.length).toBeLessThanOrEqual(leastWrites + 2);
  });

  const numbers = Array.from({ length: leastWrites }, (_, number) => number);

  it.each(numbers)('survives SIGKILL right before write %d', async (number) => {
    const outcome = await runWith((write, crash) =>
      write.number === number ? { kind: 'BeforeApply', then: crash } : { kind: 'None' },
    );
    expectGood(outcome);
    expect(outcome.crashes).toBe(1);
  });

  it.each(numbers)('survives SIGKILL right after write %d', async (number) => {
    const outcome = await runWith((write, crash) =>
      write.number === number ? { kind: 'AfterApply', then: crash } : { kind: 'None' },
    );
    expectGood(outcome);
    expect(outcome.crashes).toBe(1);
  });

  it('survives the loss of the first answer to every write', async () => {
    const outcome = await runWith(({ occurrence }) =>
      occurrence % 2 === 0 ? { kind: 'AfterApply', then: () => undefined } : { kind: 'None' },
    );
    expectGood(outcome);
  });

  it.each([409, 429, 500, 503])(
    'survives every write answered %d the first time',
    async (status) => {
      const outcome = await runWith(({ occurrence }) =>
        occurrence % 2 === 0
          ? { kind: 'Answer', status, ...(status === 429 ? { retryAfterSeconds: 1 } : {}) }
          : { kind: 'None' },
      );
      expectGood(outcome);
    },
  );
});
