import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Step } from './__fixtures__/scripted-server.ts';
import { answer, ScriptedServer, silence } from './__fixtures__/scripted-server.ts';
import { ApiError, classify, ConnectionError, NotLeaderError } from './errors.ts';
import { LiveApi } from './live-api.ts';
import { jobs } from './resource.ts';
import type { Transport } from './transport.ts';
import { createTransport } from './transport.ts';

const ref = { namespace: 'demo', name: 'nightly-ingest-1' };
const job = {
  metadata: { ...ref, uid: 'uid-1', resourceVersion: '5', finalizers: ['other', 'ours'] },
};

describe('LiveApi', () => {
  let server: ScriptedServer;
  let transport: Transport;
  let api: LiveApi;
  let body: string;
  let answers: (number | undefined)[];

  beforeEach(async () => {
    server = new ScriptedServer();
    answers = [];
    transport = await createTransport({
      kubeConfig: await server.start(),
      limit: { perSecond: 1000, burst: 1000 },
      requestTimeoutMs: 200,
      onAnswer: (_method, status) => answers.push(status),
    });
    api = new LiveApi(transport);
  });

  afterEach(async () => {
    await transport.close();
    await server.stop();
  });

  /** Answers like `step` once the request's body was read. */
  function reading(step: Step): Step {
    return (response, request) => {
      body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        step(response, request);
      });
    };
  }

  const conflict = answer(409, { reason: 'Conflict' });
  const exists = answer(409, { reason: 'AlreadyExists' });
  const missing = answer(404, { reason: 'NotFound' });
  const condition = { uid: 'uid-1', propagation: 'Foreground' } as const;
  const results: Record<string, [Step, () => Promise<unknown>, unknown]> = {
    'get of nothing': [missing, () => api.get(jobs, ref), undefined],
    'create of what exists': [exists, () => api.create(jobs, job), { kind: 'AlreadyExists' }],
    'status of a changed object': [
      conflict,
      () => api.replaceStatus(jobs, job),
      { kind: 'Conflict' },
    ],
    'status of nothing': [missing, () => api.replaceStatus(jobs, job), { kind: 'NotFound' }],
    'delete of nothing': [missing, () => api.delete(jobs, ref, condition), { kind: 'NotFound' }],
    'delete of another uid': [
      conflict,
      () => api.delete(jobs, ref, condition),
      { kind: 'Conflict' },
    ],
    'delete that finalizers hold': [
      answer(200, job),
      () => api.delete(jobs, ref, condition),
      { kind: 'Deleted' },
    ],
    'annotation of nothing': [missing, () => api.annotate(jobs, ref, {}), { kind: 'NotFound' }],
  };
  it.each(Object.keys(results))('%s is a result', async (name) => {
    const [step, call, want] = results[name] ?? [silence, () => Promise.resolve(), undefined];
    server.script(step);
    await expect(call()).resolves.toEqual(want);
  });

  it('merges a change into an object', async () => {
    server.script(reading(answer(200, job)));
    await api.merge(jobs, { namespace: 'demo', name: 'nightly' }, { spec: { suspend: true } });
    expect(server.requests[0]?.pathname).toBe('/apis/batch/v1/namespaces/demo/jobs/nightly');
    expect(JSON.parse(body)).toEqual({ spec: { suspend: true } });
  });

  it('fences a status write by the version that was read', async () => {
    server.script(reading(answer(200, job)));
    await api.replaceStatus(jobs, job);
    expect(server.requests[0]?.pathname).toBe(
      '/apis/batch/v1/namespaces/demo/jobs/nightly-ingest-1/status',
    );
    expect(JSON.parse(body)).toMatchObject({ metadata: { resourceVersion: '5' } });
  });

  it('removes the finalizer at its place, provided that it is still there', async () => {
    server.script(reading(answer(200, job)));
    await api.removeFinalizer(jobs, job, 'ours');
    expect(JSON.parse(body)).toEqual([
      { op: 'test', path: '/metadata/uid', value: 'uid-1' },
      { op: 'test', path: '/metadata/finalizers/1', value: 'ours' },
      { op: 'remove', path: '/metadata/finalizers/1' },
    ]);
  });

  it('asks nothing when the finalizer is gone already', async () => {
    await api.removeFinalizer(jobs, job, 'absent');
    expect(server.requests).toEqual([]);
  });

  const moved: Record<string, Step> = {
    'an object of another uid': answer(200, { metadata: { ...job.metadata, uid: 'uid-2' } }),
    'a finalizer at another place': answer(200, {
      metadata: { ...job.metadata, finalizers: ['ours'] },
    }),
    'an object that is gone': missing,
  };
  it.each(Object.keys(moved))('takes %s for a conflict', async (name) => {
    server.script(answer(422, { reason: 'Invalid' }), moved[name] ?? silence);
    await expect(api.removeFinalizer(jobs, job, 'ours')).resolves.toEqual({ kind: 'Conflict' });
  });

  it('takes the merge into an object of another uid for a conflict', async () => {
    const other = { metadata: { ...job.metadata, uid: 'uid-2' } };
    server.script(answer(422, { reason: 'Invalid' }), answer(200, other));
    const change = { metadata: { uid: job.metadata.uid }, spec: {} };
    await expect(api.merge(jobs, ref, change)).resolves.toEqual({ kind: 'Conflict' });
  });

  it('rejects when the merge is refused for another reason', async () => {
    server.script(answer(422, { reason: 'Invalid', message: 'no' }), answer(200, job));
    const merged = api.merge(jobs, ref, { metadata: { uid: job.metadata.uid }, spec: {} });
    await expect(merged).rejects.toThrow('patch Job demo/nightly-ingest-1: no');
  });

  it('does not take a refusal for a conflict', async () => {
    const denied = { reason: 'Invalid', message: 'denied by a policy' };
    server.script(answer(422, denied), answer(200, job));
    const removed = api.removeFinalizer(jobs, job, 'ours');
    await expect(removed).rejects.toThrow(
      'remove finalizer of Job demo/nightly-ingest-1: denied by a policy',
    );
    await expect(removed).rejects.toMatchObject({ status: 422 });
  });

  const failures: Record<string, [Step, unknown]> = {
    'an object that is refused': [answer(422, {}), { kind: 'Terminal' }],
    'too many requests': [answer(429, {}, { 'retry-after': '3' }), { kind: 'Busy', afterMs: 3000 }],
    'a right that is missing': [answer(403, {}), { kind: 'Waiting', afterMs: 30_000 }],
    'a server that fails': [answer(500, {}), { kind: 'Transient' }],
    'a proxy page instead of JSON': [
      (response) => response.writeHead(502).end('<html>'),
      { kind: 'Transient' },
    ],
  };
  it.each(Object.keys(failures))('%s rejects with its kind of failure', async (name) => {
    const [step, want] = failures[name] ?? [silence, undefined];
    server.script(step);
    const error: unknown = await api.create(jobs, job).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(String(error)).toContain('create Job demo/nightly-ingest-1');
    expect(classify(error)).toEqual(want);
  });

  it.each([
    ['a reset connection', (response) => response.destroy()],
    ['an answer that never ends', silence],
  ] satisfies [string, Step][])('%s rejects with a ConnectionError', async (_name, step) => {
    server.script(step);
    await expect(api.get(jobs, ref)).rejects.toThrow(ConnectionError);
  });

  it('sends no write once the lease is lost', async () => {
    const guarded = new LiveApi(transport, {
      beforeWrite: () => {
        throw new NotLeaderError('the lease is lost');
      },
    });
    await expect(guarded.create(jobs, job)).rejects.toThrow(NotLeaderError);
    expect(server.requests).toEqual([]);
  });

  it('has writes checked and not stored in a dry run, and reads as ever', async () => {
    const dry = new LiveApi(transport, { dryRun: true });
    server.script(answer(201, job), answer(200, job));
    await dry.create(jobs, job);
    await dry.get(jobs, ref);
    expect(server.requests.map(({ search }) => search)).toEqual(['?dryRun=All', '']);
  });

  it('counts answers', async () => {
    server.script(missing, (response) => response.destroy());
    await api.get(jobs, ref);
    await api.get(jobs, ref).catch(() => undefined);
    expect(answers).toEqual([404, undefined]);
  });
});
