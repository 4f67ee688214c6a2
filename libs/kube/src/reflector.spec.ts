import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Step, Thing } from './__fixtures__/scripted-server.ts';
import {
  answer,
  list,
  rawWatch,
  ScriptedServer,
  silence,
  thing,
  watch,
} from './__fixtures__/scripted-server.ts';
import { systemClock } from './clock.ts';
import type { ReflectorProblem, ReflectorTimings } from './reflector.ts';
import { Reflector } from './reflector.ts';
import type { StoreChange } from './store.ts';
import { Store } from './store.ts';
import type { Transport } from './transport.ts';
import { createTransport } from './transport.ts';

const things = { group: 'example.org', version: 'v1', plural: 'things', kind: 'Thing' };

/** Short enough for a test, in the proportions of the real ones. */
const timings: ReflectorTimings = {
  serverTimeoutSeconds: 40,
  inactivityMs: 300,
  backoff: { baseMs: 5, capMs: 20 },
};

describe('Reflector', () => {
  let server: ScriptedServer;
  let transport: Transport;
  let store: Store<Thing>;
  let changes: string[];
  let problems: ReflectorProblem[];
  let reflector: Reflector<Thing>;

  beforeEach(async () => {
    server = new ScriptedServer();
    const kubeConfig = await server.start();
    const limit = { perSecond: 1000, burst: 1000 };
    transport = await createTransport({ kubeConfig, limit, requestTimeoutMs: 500 });
    store = new Store<Thing>({ freeze: true });
    changes = [];
    problems = [];
    store.subscribe((change) => changes.push(textOf(change)));
    reflector = new Reflector<Thing>({
      transport,
      resource: things,
      namespace: 'demo',
      labelSelector: 'app',
      store,
      clock: systemClock,
      random: () => 0.5,
      onProblem: (problem) => problems.push(problem),
      timings,
    });
  });

  afterEach(async () => {
    await reflector.stop();
    await transport.close();
    await server.stop();
  });

  async function run(...steps: Step[]): Promise<void> {
    server.script(...steps);
    reflector.start();
    await Promise.resolve();
  }

  const names = (): string[] =>
    store
      .all()
      .map((one) => `${one.metadata.name}@${one.metadata.resourceVersion}`)
      .sort();

  it('lists by a quorum read in pages, then watches from there with bookmarks', async () => {
    await run(
      list('10', [thing({ name: 'a', version: '3' })], 'page-2'),
      list('10', [thing({ name: 'b', version: '4' })]),
      watch({ type: 'ADDED', object: thing({ name: 'c', version: '11' }) }),
    );
    await until(() => store.size === 3);
    expect(reflector.synced).toBe(true);
    const [first, second, third] = server.requests.map((url) =>
      Object.fromEntries(url.searchParams),
    );
    expect(first).toEqual({ limit: '500', labelSelector: 'app' });
    expect(second).toEqual({ limit: '500', labelSelector: 'app', continue: 'page-2' });
    expect(third).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: '10',
      timeoutSeconds: '40',
      labelSelector: 'app',
    });
  });

  it('watches one object by its name', async () => {
    const clock = systemClock;
    const random = (): number => 0.5;
    const fieldSelector = 'metadata.name=a';
    const options = { transport, resource: things, namespace: 'demo', store, clock, random };
    const one = new Reflector<Thing>({ ...options, fieldSelector, timings });
    server.script(list('10', [thing({ name: 'a', version: '3' })]), watch());
    one.start();
    await until(() => server.requests.length === 2);
    await one.stop();
    const asked = server.requests.map((url) => url.searchParams.get('fieldSelector'));
    expect(asked).toEqual([fieldSelector, fieldSelector]);
  });

  it('keeps objects without managedFields, frozen', async () => {
    await run(list('10', [thing({ name: 'a', version: '3' })]));
    await until(() => reflector.synced);
    const kept = store.get({ namespace: 'demo', name: 'a' });
    expect(kept?.metadata.managedFields).toBeUndefined();
    expect(Object.isFrozen(kept?.metadata)).toBe(true);
  });

  const listed = list('10', [
    thing({ name: 'a', version: '9' }),
    thing({ name: 'b', version: '9' }),
  ]);
  const relisted = list('20', [thing({ name: 'a', version: '15' })]);
  const expired = { type: 'ERROR', object: { code: 410, reason: 'Expired', message: 'too old' } };

  const relistingFaults: Record<string, Step> = {
    'the watch is answered 410': answer(410, { reason: 'Expired' }),
    'the watch is answered 403': answer(403, { reason: 'Forbidden' }),
    'the stream carries an ERROR 410': watch(expired),
    'a line is not JSON': rawWatch('{"type":"ADDED","obj\n', (response) => response.end()),
    'a line is cut off by the end': rawWatch('{"type":"ADDED","object":{"met', (response) =>
      response.end(),
    ),
    'an event has no resourceVersion': watch({ type: 'ADDED', object: { metadata: {} } }),
  };
  it.each(Object.keys(relistingFaults))('lists again when %s', async (fault) => {
    await run(listed, relistingFaults[fault] ?? silence, relisted);
    await until(() => names().join() === 'a@15');
    expect(changes).toContain('Deleted b@9');
    expect(problems.map((problem) => problem.relist)).toEqual([true]);
  });

  const added = watch({ type: 'ADDED', object: thing({ name: 'c', version: '12' }) });
  const resumingFaults: Record<string, Step> = {
    'the watch is answered 500': answer(500, {}),
    'the watch is answered 429 with Retry-After': answer(429, {}, { 'retry-after': '0' }),
    'the socket is reset in mid-stream': rawWatch('', (response) => response.destroy()),
    'the socket is reset before an answer': (response) => response.destroy(),
    'the server ends the watch cleanly': rawWatch('', (response) => response.end()),
    'the watch stays silent (half-open connection)': silence,
    'no answer comes at all': () => undefined,
  };
  it.each(Object.keys(resumingFaults))('watches again from its place when %s', async (fault) => {
    await run(listed, resumingFaults[fault] ?? silence, added);
    await until(() => names().includes('c@12'));
    expect(server.requests).toHaveLength(3);
    expect(server.requests.at(-1)?.searchParams.get('resourceVersion')).toBe('10');
  });

  const listFaults: Record<string, Step> = {
    'the list is answered 429 with Retry-After': answer(429, {}, { 'retry-after': '0' }),
    'the list is answered 500': answer(500, {}),
    'the list is answered 401': answer(401, {}),
    'the list is reset': (response) => response.destroy(),
    'the list never ends': silence,
  };
  it.each(Object.keys(listFaults))('goes on when %s', async (fault) => {
    await run(listFaults[fault] ?? silence, listed);
    await until(() => reflector.synced);
    expect(names()).toEqual(['a@9', 'b@9']);
  });

  it('begins a list again whose continuation expired', async () => {
    await run(
      list('10', [thing({ name: 'a', version: '9' })], 'page-2'),
      answer(410, {}),
      relisted,
    );
    await until(() => reflector.synced);
    expect(names()).toEqual(['a@15']);
  });

  it('waits as long as Retry-After says', async () => {
    await run(listed, answer(429, {}, { 'retry-after': '7' }));
    await until(() => problems.length > 0);
    expect(problems[0]?.retryInMs).toBe(7000);
  });

  const reset: Step = (response) => response.destroy();
  const waits = (): readonly number[] => problems.map(({ retryInMs }) => retryInMs);

  it('lists again soon after an outage that ends with an answer', async () => {
    await run(listed, reset, reset, reset, watch(expired), relisted);
    await until(() => names().join() === 'a@15');
    expect(waits()).toEqual([3.75, 7.5, 15, 3.75]);
  });

  it('waits longer each time for a server that now is away and now refuses', async () => {
    const refused = answer(500, {});
    await run(listed, reset, refused, reset, refused, reset, refused, added);
    await until(() => names().includes('c@12'));
    expect(waits()).toEqual([3.75, 3.75, 7.5, 7.5, 15, 15]);
  });

  it('resumes from the last bookmark', async () => {
    const bookmark = { type: 'BOOKMARK', object: { metadata: { resourceVersion: '77' } } };
    await run(
      listed,
      rawWatch(`${JSON.stringify(bookmark)}\n`, (response) => response.destroy()),
      added,
    );
    await until(() => server.requests.length === 3);
    expect(server.requests[2]?.searchParams.get('resourceVersion')).toBe('77');
    expect(store.reached('demo', '77')).toBe(true);
  });

  it('never goes back to an older version of an object', async () => {
    await run(
      listed,
      watch(
        { type: 'MODIFIED', object: thing({ name: 'a', version: '12', size: 12 }) },
        { type: 'MODIFIED', object: thing({ name: 'a', version: '11', size: 11 }) },
        { type: 'DELETED', object: thing({ name: 'b', version: '8' }) },
        { type: 'ADDED', object: thing({ name: 'end', version: '13' }) },
      ),
    );
    await until(() => names().includes('end@13'));
    expect(names()).toEqual(['a@12', 'b@9', 'end@13']);
  });

  it('tells a re-creation that a new list hides as deletion and addition', async () => {
    const again = list('20', [thing({ name: 'a', version: '18', uid: 'other' })]);
    await run(list('10', [thing({ name: 'a', version: '9' })]), watch(expired), again);
    await until(() => changes.length === 3);
    expect(changes).toEqual(['Added a@9', 'Deleted a@9', 'Added a@18']);
  });

  it('refuses a list from a server that lags behind', async () => {
    const lagging = list('5', []);
    await run(listed, watch(expired), lagging, relisted);
    await until(() => names().join() === 'a@15');
    expect(changes.filter((change) => change.startsWith('Deleted'))).toEqual(['Deleted b@9']);
  });

  it('accepts an older history that stays: a cluster restored from a backup', async () => {
    const restored = list('5', [thing({ name: 'a', version: '4' })]);
    await run(listed, watch(expired), restored, restored, restored, restored);
    await until(() => names().join() === 'a@4');
    expect(store.reached('demo', '10')).toBe(false);
  });

  it('goes on when a listener throws', async () => {
    store.subscribe(() => {
      throw new Error('listener failed');
    });
    await run(listed, added);
    await until(() => store.size === 3);
    expect(problems).toEqual([]);
  });

  it('reads lines that arrive in pieces, in the middle of a character', async () => {
    const event = { type: 'ADDED', object: { ...thing({ name: 'c', version: '12' }), note: 'é' } };
    const bytes = Buffer.from(`${JSON.stringify(event)}\n`);
    const middle = bytes.indexOf(0xc3) + 1;
    await run(listed, (response) => {
      response.writeHead(200).write(bytes.subarray(0, middle), () => {
        setTimeout(() => response.write(bytes.subarray(middle)), 20);
      });
    });
    await until(() => names().includes('c@12'));
    expect(store.get({ namespace: 'demo', name: 'c' })).toHaveProperty('note', 'é');
  });
});

function textOf({ type, object }: StoreChange<Thing>): string {
  return `${type} ${object.metadata.name}@${object.metadata.resourceVersion}`;
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; waited < 4000; waited += 5) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the condition did not become true');
}
