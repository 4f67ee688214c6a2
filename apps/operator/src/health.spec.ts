import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WatchState } from './health.ts';
import { healthPages } from './health.ts';
import { HttpServer } from './http-server.ts';

describe('health', () => {
  let states: readonly WatchState[];
  let server: HttpServer;
  let port: number;

  beforeEach(async () => {
    states = [];
    server = new HttpServer(healthPages(() => states));
    port = await server.listen(0);
  });

  afterEach(async () => {
    await server.close();
  });

  async function get(path: string): Promise<[number, string]> {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return [answer.status, await answer.text()];
  }

  const cases: Record<string, [WatchState, number]> = {
    'every cache is filled and was heard of': [
      { name: 'jobs', synced: true, silentMs: 40_000 },
      200,
    ],
    'a cache is not filled yet': [{ name: 'jobs', synced: false, silentMs: 0 }, 503],
    'a watch is silent': [{ name: 'jobs', synced: true, silentMs: 60_001 }, 503],
  };
  it.each(Object.entries(cases))('when %s', async (_case, [state, status]) => {
    states = [state];
    expect((await get('/readyz'))[0]).toBe(status);
    expect(await get('/livez')).toEqual([200, 'ok\n']);
  });

  it('names what is wrong', async () => {
    states = [
      { name: 'jobs', synced: false, silentMs: 0 },
      { name: 'pods in demo', synced: true, silentMs: 61_000 },
    ];
    expect((await get('/readyz'))[1]).toBe(
      'cache of jobs is not filled\nwatch of pods in demo has been silent for 61 s\n',
    );
  });

  it('answers nothing else', async () => {
    expect((await get('/'))[0]).toBe(404);
    const posted = await fetch(`http://127.0.0.1:${port}/livez`, { method: 'POST' });
    expect(posted.status).toBe(404);
  });
});
