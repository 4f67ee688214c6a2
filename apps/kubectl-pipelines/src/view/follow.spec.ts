import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiServer } from '../__fixtures__/api-server.ts';
import type { Outcome } from '../__fixtures__/fake-host.ts';
import { command } from '../__fixtures__/fake-host.ts';
import { attempt, condition, underWay } from '../__fixtures__/runs.ts';
import type { Host } from '../cli/run-cli.ts';
import { connect } from '../cluster/connect.ts';

const begun = underWay([
  { name: 'ingest', state: 'Running', attempts: [attempt('ingest', 1, 'Running')] },
]);
const ended = underWay(
  [{ name: 'ingest', state: 'Succeeded', attempts: [attempt('ingest', 1, 'Succeeded')] }],
  { conditions: [condition('True', 'Succeeded')] },
);

let server: ApiServer;

beforeEach(() => {
  server = new ApiServer(begun);
});

afterEach(() => server.stop());

async function watch(args: readonly string[], more: Partial<Host> = {}): Promise<Outcome> {
  const kubeConfig = await server.start();
  return command(['status', 'le-x7k2p', '--watch', ...args], {
    connect: () => connect(kubeConfig, 'demo'),
    ...more,
  });
}

describe('following a run', () => {
  it('prints each change as a line where nobody watches', async () => {
    const outcome = watch([]);
    await server.watched();
    server.setRun(begun);
    server.setRun(ended);
    expect(await outcome).toEqual({
      exitCode: 0,
      out: '   0 s  ingest     Running\n   0 s  ingest     Succeeded\n',
      err: '',
    });
  });

  it('prints each state as a line of JSON', async () => {
    const outcome = watch(['-o', 'json']);
    await server.watched();
    server.setRun(ended);
    const lines = (await outcome).out.trimEnd().split('\n');
    expect(
      lines.map((line) => (JSON.parse(line) as typeof begun).status?.stages?.[0]?.state),
    ).toEqual(['Running', 'Succeeded']);
  });

  it.each([
    [['--watch'], {}, '\u001b[32mSucceeded\u001b[0m'],
    [['--watch', '--no-color'], {}, 'ingest  Succeeded\n'],
    [['--watch'], { NO_COLOR: '1' }, 'ingest  Succeeded\n'],
  ])('draws a picture in place on a terminal: %j %j', async (args, env, text) => {
    let out = '';
    const write = (part: string): void => void (out += part);
    const terminal = { isTTY: true, columns: 40, rows: 10, write };
    const outcome = watch(args, { out: terminal, env });
    await server.watched();
    server.setRun(ended);
    expect((await outcome).exitCode).toBe(0);
    const pictures = out.split('\u001b[4A\r\u001b[0J');
    // One for each state, one at the end, and one for each second.
    expect(pictures.length).toBeGreaterThanOrEqual(3);
    expect(pictures[0]).toMatch(/└─ .*attempt 1.*…/);
    expect(pictures.at(-1)).toContain(text);
    expect(pictures.at(-1)).not.toContain('…');
  });

  it('ends with 3 when the run is deleted, and with 4 when it may not be watched', async () => {
    const outcome = watch([]);
    await server.watched();
    server.deleteRun();
    expect(await outcome).toMatchObject({
      exitCode: 3,
      err: 'error: PipelineRun le-x7k2p was deleted meanwhile\n',
    });
    await server.stop();
    server = new ApiServer(begun);
    server.forbidden = 'fieldSelector';
    expect(await watch([])).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('list PipelineRun: pipelineruns is forbidden'),
    });
  });

  it('says when the connection is lost, and goes on', async () => {
    const outcome = watch([]);
    await server.watched();
    server.cutWatches();
    server.setRun(ended);
    const { exitCode, err } = await outcome;
    expect(exitCode).toBe(0);
    expect(err).toBe('lost the API server (watch was cut); trying again\n');
  });
});
