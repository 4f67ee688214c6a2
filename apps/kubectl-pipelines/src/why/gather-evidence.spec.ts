import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiServer } from '../__fixtures__/api-server.ts';
import type { Outcome } from '../__fixtures__/fake-host.ts';
import { command } from '../__fixtures__/fake-host.ts';
import { pod, running } from '../__fixtures__/pods.ts';
import { attempt, underWay } from '../__fixtures__/runs.ts';
import { connect } from '../cluster/connect.ts';

const sentence = 'le-x7k2p is at work: stage ingest (attempt 1) runs for 1m30s.';

describe('why, by somebody who', () => {
  let server: ApiServer;

  beforeEach(() => {
    server = new ApiServer(
      underWay([{ name: 'ingest', state: 'Running', attempts: [attempt('ingest', 1, 'Running')] }]),
    );
    server.setPods(pod({ stage: 'ingest', attempt: 1, state: running }));
  });

  afterEach(() => server.stop());

  async function why(): Promise<Outcome> {
    const kubeConfig = await server.start();
    return command(['why', 'le-x7k2p'], { connect: () => connect(kubeConfig, 'demo') });
  }

  it('may read pods and events, rests on them', async () => {
    const out = `${sentence}\n  pod le-x7k2p-ingest-1-0-a: runs for 1m00s\n`;
    expect(await why()).toEqual({ exitCode: 0, out, err: '' });
  });

  it.each([
    ['/pods', 'you may not read pods, which could say more'],
    ['/events', 'you may not read events, which could say more'],
  ])('may not read %s, says so and answers all the same', async (path, line) => {
    server.forbidden = path;
    const { exitCode, out } = await why();
    expect(exitCode).toBe(0);
    expect(out).toContain(`${sentence}\n`);
    expect(out).toContain(`  ${line}\n`);
  });

  it('may not read the run itself, is told so with exit code 4', async () => {
    server.forbidden = '/pipelineruns/';
    expect(await why()).toMatchObject({ exitCode: 4, out: '' });
  });
});
