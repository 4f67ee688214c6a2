import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiServer, lines } from '../__fixtures__/api-server.ts';
import type { Outcome } from '../__fixtures__/fake-host.ts';
import { command } from '../__fixtures__/fake-host.ts';
import { ended, pod, running } from '../__fixtures__/pods.ts';
import { attempt, condition, underWay } from '../__fixtures__/runs.ts';
import type { Host } from '../cli/run-cli.ts';
import { connect } from '../cluster/connect.ts';

const begun = underWay([
  { name: 'ingest', state: 'Succeeded', attempts: [attempt('ingest', 1, 'Succeeded')] },
  { name: 'dbt', state: 'Running', attempts: [attempt('dbt', 1, 'Running')] },
]);
const over = underWay(
  [
    { name: 'ingest', state: 'Succeeded', attempts: [attempt('ingest', 1, 'Succeeded')] },
    { name: 'dbt', state: 'Succeeded', attempts: [attempt('dbt', 1, 'Succeeded')] },
  ],
  { conditions: [condition('True', 'Succeeded')] },
);

/** A line as dbt's stage writes one, with the time that the kubelet put before it. */
function ran(second: string, index: number): string {
  const entry = { level: 'info', time: `2026-06-01T10:00:${second}Z`, msg: 'Built model' };
  const stamp = `2026-06-01T10:00:${second}.000000000Z`;
  return `${stamp} ${JSON.stringify({ ...entry, stage: 'dbt', index, total: 96 })}`;
}

const builder = pod({ stage: 'dbt', attempt: 1, state: running });
let server: ApiServer;

beforeEach(() => {
  server = new ApiServer(begun);
});

afterEach(() => server.stop());

async function status(args: readonly string[] = [], more: Partial<Host> = {}): Promise<Outcome> {
  const kubeConfig = await server.start();
  const host = { connect: () => connect(kubeConfig, 'demo'), ...more };
  return command(['status', 'le-x7k2p', ...args], host);
}

describe('a stage under way', () => {
  it('shows the line that it logged last', async () => {
    server.setPods(pod({ stage: 'ingest', attempt: 1, state: ended }), builder);
    server.log(builder, lines(ran('41', 7)));
    const { out } = await status();
    expect(out).toContain('10:00:41 INFO  Built model index=7 total=96\n');
    expect(server.logQueries).toEqual([
      [builder.metadata.name, 'container=stage&timestamps=true&tailLines=1'],
    ]);
  });

  it('shows the newest line of all its shards', async () => {
    const shards = [0, 1, 2].map((shard) =>
      pod({ stage: 'dbt', attempt: 1, shard, state: running }),
    );
    server.setPods(...shards);
    for (const [index, shard] of shards.entries()) {
      server.log(shard, lines(ran(['41', '43', '42'][index] ?? '', index)));
    }
    const { out } = await status();
    expect(out).toContain('10:00:43 INFO  Built model index=1 total=96\n');
    expect(out).not.toContain('10:00:42');
  });

  it.each(['/log', '/pods'])('is shown without it where %s may not be read', async (forbidden) => {
    server.setPods(builder);
    server.log(builder, lines(ran('41', 7)));
    server.forbidden = forbidden;
    const { exitCode, out, err } = await status();
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('dbt     Running');
  });

  it('cannot move the cursor by what it logs', async () => {
    server.setPods(builder);
    server.log(builder, lines('2026-06-01T10:00:41.000000000Z \u001b[2Jgone'));
    expect((await status()).out).toContain('\ufffd[2Jgone');
  });

  it('is looked at again and again on a terminal, until the run ends', async () => {
    server.setPods(builder);
    server.log(builder, lines(ran('41', 7)), lines(ran('43', 8)));
    let out = '';
    const terminal = {
      isTTY: true,
      columns: 120,
      rows: 20,
      write: (part: string) => void (out += part),
    };
    const outcome = status(['--watch'], { out: terminal });
    await server.watched();
    await server.asked(2);
    server.setRun(over);
    expect((await outcome).exitCode).toBe(0);
    expect(out).toContain('index=7 total=96');
    expect(out.slice(out.lastIndexOf('\r'))).not.toContain('total=96');
  });
});
