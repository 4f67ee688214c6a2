import type { Fault, FaultProxy, ProxiedRequest } from '../operator/fault-proxy.ts';
import { isWatch, late } from '../operator/fault-proxy.ts';
import { runs } from '../operator/world.ts';
import { resourcePath } from '@gho-platform/kube';
import { crashingAt } from './crash-points.ts';
import type { Random } from './random.ts';
import type { Arrange, IsOver, Stage } from './trial.ts';
import { breaking, falling, lagging, losing, repeating } from './watch-faults.ts';
import type { WatchFault } from './watch-faults.ts';

/** ApiFault arranges what goes wrong in a trial, by chance. */
export type ApiFault = (stage: Stage, random: Random) => ReturnType<Arrange>;

const none: Fault = { kind: 'None' };
const nothing = (): void => undefined;

/** By what goes wrong, as the name of a test; first what takes longest. */
export const apiFaults: Readonly<Record<string, ApiFault>> = {
  'watches fall silent': onWatches(falling),
  'the operator is cut off for longer than its lease': partition,
  'writes are refused with 409': onRequests(0.25, isWrite, answered(409)),
  'requests are refused with 429': tooMany,
  'requests fail with 500': onRequests(0.15, isAny, answered(500)),
  'requests fail with 503': onRequests(0.15, isAny, answered(503)),
  'answers to writes get lost': onRequests(0.4, isWrite, { kind: 'AfterApply', then: nothing }),
  'connections break before requests arrive': onRequests(0.15, isAny, {
    ...{ kind: 'BeforeApply', then: nothing },
  }),
  'answers are slow': slow,
  'watches lag behind': onWatches((random) => lagging(random, 1_500)),
  'events come again': onWatches(repeating),
  'events get lost until a 410': onWatches(losing),
  'watches break off': onWatches(breaking),
  'watches begin too far back': refusedByAge,
  'the operator restarts into the past': stalePast,
  'two operators believe that they lead': twoLeaders,
};

function isAny(): boolean {
  return true;
}

function isWrite({ method }: ProxiedRequest): boolean {
  return method !== 'GET';
}

function answered(status: number): Fault {
  return { kind: 'Answer', status };
}

function onRequests(
  share: number,
  isMeant: (request: ProxiedRequest) => boolean,
  fault: Fault,
): ApiFault {
  return ({ proxy }, random) => {
    proxy.interference = {
      request: (request) => (isMeant(request) && random() < share ? fault : none),
    };
    return harmed(proxy);
  };
}

/** Over whenever the run is, but something must have gone wrong. */
function harmed(proxy: FaultProxy): IsOver {
  return () => (proxy.harmed > 0 ? Promise.resolve() : Promise.reject(new Error('nothing befell')));
}

function slow({ proxy }: Stage, random: Random): IsOver {
  proxy.interference = { request: () => late(random() * 500) };
  return harmed(proxy);
}

function onWatches(faultOf: (random: Random) => WatchFault): ApiFault {
  return ({ proxy }, random) => {
    proxy.interference = { watch: faultOf(random) };
    return harmed(proxy);
  };
}

/** Refuses requests for a second; none may come again before that. */
function tooMany({ proxy }: Stage, random: Random): IsOver {
  const refusedAt = new Map<string, number>();
  const early: string[] = [];
  proxy.interference = {
    request: ({ method, path, query, atMs }) => {
      const key = `${method} ${path}?${query.toString()}`;
      const sinceMs = atMs - (refusedAt.get(key) ?? Number.NEGATIVE_INFINITY);
      if (sinceMs < 990) early.push(`${key} after ${Math.round(sinceMs)} ms`);
      refusedAt.delete(key);
      if (random() > 0.15) return none;
      refusedAt.set(key, atMs);
      return { kind: 'Answer', status: 429, retryAfterSeconds: 1 };
    },
  };
  return () => {
    if (early.length === 0) return harmed(proxy)();
    return Promise.reject(new Error(`asked again within a second: ${early.join(', ')}`));
  };
}

/** The API server itself then says 410, as after a compaction. */
function refusedByAge({ proxy }: Stage, random: Random): IsOver {
  proxy.interference = {
    watch: breaking(random),
    rewrite: (request) => {
      if (isWatch(request) && random() < 0.3) request.query.set('resourceVersion', '1');
    },
  };
  return harmed(proxy);
}

/**
 * The operator is killed in the middle, and what it then lists for its caches is the state from before the
 * run, as a restarted API server with a cache far behind would show it.
 */
async function stalePast(
  { world, namespace, proxy, crash }: Stage,
  random: Random,
): Promise<IsOver> {
  const { body } = await world.transport.send({
    method: 'GET',
    path: resourcePath(runs, { namespace }),
  });
  const past = (body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
  const write = 2 + Math.trunc(random() * 12);
  let restarted = false;
  proxy.rule = crashingAt([{ when: random() < 0.5 ? 'before' : 'after', write }], () => {
    restarted = true;
    crash();
  });
  proxy.interference = {
    watch: lagging(random, 300),
    rewrite: (request) => {
      if (!restarted || !fillsCache(request)) return;
      request.query.set('resourceVersion', past);
      request.query.set('resourceVersionMatch', 'Exact');
    },
  };
  return () => (restarted ? Promise.resolve() : Promise.reject(new Error('nothing restarted')));
}

/** A list for a cache, in contrast to one of the Jobs or pods of one run to decide on. */
function fillsCache({ method, path, query }: ProxiedRequest): boolean {
  const isList = /\/(pipelines|pipelineruns|pipelineschedules|jobs|pods)$/.test(path);
  const isOfOneRun = query.get('labelSelector')?.includes('=') === true;
  return method === 'GET' && isList && query.get('watch') === null && !isOfOneRun;
}

/** Both go through the proxy, which makes them slow, so that each often acts on what the other changed. */
async function twoLeaders({ world, namespace, proxy }: Stage, random: Random): Promise<IsOver> {
  // Its own rights are for one lease only, so that this cannot happen.
  await world.plane.kubectl([
    ...['patch', 'role', 'gho-platform-operator-lease', '-n', namespace, '--type', 'json', '-p'],
    '[{"op": "add", "path": "/rules/1/resourceNames/-", "value": "another-lease"}]',
  ]);
  proxy.interference = { request: () => late(random() * 300) };
  await world.operator(namespace, {
    ...{ server: proxy.url, approvals: 'Trusted' },
    ...{ podName: 'operator-2', leaseName: 'another-lease' },
  });
  return harmed(proxy);
}

/** Of the lease, with time for the other operator to take over and to act. */
const partitionMs = 25_000;

/**
 * From one of its writes on nothing of the operator arrives, while another one waits for the lease. What
 * it asked meanwhile arrives at the end, when the other one has gone on.
 */
function partition({ world, namespace, proxy }: Stage, random: Random): IsOver {
  const from = 1 + Math.trunc(random() * 8);
  const healed = Promise.withResolvers<undefined>();
  let state: 'Whole' | 'Cut' | 'Healed' = 'Whole';
  let rival: Promise<unknown> | undefined;
  const cut = (): void => {
    state = 'Cut';
    rival = world.operator(namespace, { approvals: 'Trusted', podName: 'operator-2' });
    setTimeout(() => {
      state = 'Healed';
      healed.resolve(undefined);
    }, partitionMs);
  };
  proxy.interference = {
    request: ({ method }) => {
      if (state === 'Whole' && method !== 'GET' && proxy.writes.length === from) cut();
      return state === 'Cut' ? { kind: 'Hold', until: healed.promise } : none;
    },
    watch: async function* (lines) {
      for await (const line of lines) {
        if (state === 'Cut') await healed.promise;
        yield line;
      }
    },
  };
  return async (): Promise<void> => {
    if (rival === undefined) throw new Error('nothing was cut off');
    await rival;
    await healed.promise;
  };
}
