import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { collect } from './__fixtures__/collect.ts';
import { makeFields } from './__fixtures__/fields.ts';
import {
  send,
  startScriptedServer,
  type Reply,
  type ScriptedServer,
} from './__fixtures__/scripted-server.ts';
import { defaultRetryPolicy } from './backoff.ts';
import { GhoClient, type Pulled, type Retry } from './client.ts';
import type { GhoResource } from './resource.ts';
import type { RowBatches, SourceRow } from './source-row.ts';

const indicator: GhoResource = { kind: 'indicator', code: 'WHOSIS_000001' };
const rows = [2008, 2009, 2010].map((year) => makeFields({ TimeDim: year }));
const body = JSON.stringify({ value: rows });
const good = send(200, body);
const html = '<!DOCTYPE HTML><html>503</html>';

/** The first half of the body, then whatever `next` does to the connection. */
function half(next: (response: Parameters<Reply>[0]) => void): Reply {
  return (response) => {
    response.writeHead(200, { 'content-length': body.length });
    response.write(body.slice(0, body.length / 2), () => {
      next(response);
    });
  };
}

describe('GhoClient', () => {
  const closing: (() => Promise<void>)[] = [];

  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  interface Trial {
    readonly server: ScriptedServer;
    readonly retries: Retry[];
    readonly pull: (resource?: GhoResource) => Promise<Pulled<SourceRow[]>>;
    readonly client: GhoClient;
  }

  async function serve(...replies: Reply[]): Promise<Trial> {
    const server = await startScriptedServer(replies);
    const retries: Retry[] = [];
    const client = new GhoClient({
      baseUrl: server.baseUrl,
      requestsPerSecond: 1000,
      silenceTimeoutMs: 300,
      attemptTimeoutMs: 2000,
      failureLimit: 4,
      retry: { ...defaultRetryPolicy, attempts: 3, firstDelayMs: 1, maximumRetryAfterMs: 2000 },
      random: () => 0,
      onRetry: (retry) => retries.push(retry),
    });
    closing.push(() => client.close(), server.close);
    const { signal } = new AbortController();
    const pull = (resource = indicator): Promise<Pulled<SourceRow[]>> =>
      client.pull({ resource, signal, consume: collect });
    return { server, retries, pull, client };
  }

  it('pulls a whole indicator with one GET', async () => {
    const { server, pull } = await serve(good);
    const pulled = await pull();
    expect(pulled.value.map((row) => row.fields)).toEqual(rows);
    const query = 'WHOSIS_000001?$count=true';
    expect(pulled).toMatchObject({ attempts: 1, url: `${server.baseUrl.href}${query}` });
    expect(server.requests).toEqual([`/api/${query}`]);
  });

  it('asks for a count where the source is known to give one', async () => {
    const { server, pull } = await serve(send(200, '{"value":[]}'));
    await pull({ kind: 'dimension', code: 'COUNTRY' });
    await pull({ kind: 'catalogue', code: 'Indicator' });
    expect(server.requests).toEqual(['/api/DIMENSION/COUNTRY/DimensionValues', '/api/Indicator']);
  });

  it('reads a compressed answer', async () => {
    const { pull } = await serve((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body));
    });
    expect((await pull()).value).toHaveLength(3);
  });

  it('keeps the text of a record as received, on one line', async () => {
    const { pull } = await serve(send(200, JSON.stringify({ value: rows }, undefined, 2)));
    const text = (await pull()).value[0]?.text ?? '';
    expect(text).not.toMatch(/[\r\n]/);
    expect(JSON.parse(text)).toEqual(rows[0]);
  });

  it('takes an empty list for an empty indicator, not for a failure', async () => {
    const { pull } = await serve(send(200, '{"value":[]}'));
    expect(await pull()).toMatchObject({ value: [], attempts: 1 });
  });

  it.each<[string, Reply]>([
    ['an empty body with status 200', send(200)],
    ['an HTML page with status 200', send(200, html)],
    ['an HTML page with status 503', send(503, html)],
    ['status 429', send(429)],
    ['status 500', send(500)],
    ['JSON that ends too early', send(200, body.slice(0, -20))],
    ['fewer rows than announced', send(200, `{"@odata.count":9,${body.slice(1)}`)],
    ['a connection reset in mid-answer', half((response) => response.destroy())],
    ['a connection reset before the answer', (response) => response.destroy()],
    ['silence in mid-answer', half(() => undefined)],
    ['silence before the answer', () => undefined],
    [
      'compressed bytes that break off',
      (response) => {
        const bytes = gzipSync(body);
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes.subarray(0, 90));
      },
    ],
  ])('asks again after %s', async (_sentence, bad) => {
    const { pull, retries } = await serve(bad, good);
    expect(await pull()).toMatchObject({ value: { length: 3 }, attempts: 2 });
    expect(retries).toHaveLength(1);
  });

  it('waits as long as Retry-After says', async () => {
    const { pull, retries } = await serve(send(429, '', { 'retry-after': '1' }), good);
    await pull();
    expect(retries).toMatchObject([{ attempt: 1, delayMs: 1000 }]);
  });

  it('gives up after the last attempt and says what it met', async () => {
    const { server, pull } = await serve(send(503, html));
    await expect(pull()).rejects.toMatchObject({
      name: 'GhoUnavailableError',
      message: `${server.baseUrl.href}WHOSIS_000001?$count=true answered with status 503 (gave up after 3 attempts)`,
    });
    expect(server.requests).toHaveLength(3);
  });

  it('stops repeating when the source fails for every pull, until it answers again', async () => {
    const bad = send(503, html);
    const { server, pull, client } = await serve(
      ...Array.from({ length: 4 }, () => bad),
      good,
      bad,
    );
    await expect(pull()).rejects.toThrow('gave up after 3 attempts');
    expect(client.isSourceDown).toBe(false);
    await expect(pull()).rejects.toThrow('gave up after 1 attempts');
    expect(client.isSourceDown).toBe(true);
    await pull();
    expect(client.isSourceDown).toBe(false);
    expect(server.requests).toHaveLength(5);
  });

  it('ends an answer that drips for ever', async () => {
    const { pull } = await serve((response) => {
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => {
        clearInterval(drip);
      });
    }, good);
    expect(await pull()).toMatchObject({ attempts: 2 });
  });

  it.each<[string, Reply, string]>([
    ['an unknown indicator', send(404), 'GhoUnknownResourceError'],
    [
      'a bad query',
      send(400, '{"error":{"code":"","message":"The query is not valid."}}'),
      'GhoRefusedError',
    ],
    ['a redirect', send(302, '', { location: 'http://example.org/' }), 'GhoRefusedError'],
    ['rows without a value', send(200, '{"value":[{"IndicatorCode":"A"}]}'), 'GhoSchemaError'],
    [
      'rows of another indicator',
      send(200, JSON.stringify({ value: [makeFields({ IndicatorCode: 'OTHER' })] })),
      'GhoSchemaError',
    ],
    [
      'a link to another host',
      send(200, '{"value":[],"@odata.nextLink":"http://example.org/api/x"}'),
      'GhoRefusedError',
    ],
  ])('does not ask again after %s', async (...[, reply, name]) => {
    const { server, pull } = await serve(reply);
    await expect(pull()).rejects.toMatchObject({ name });
    expect(server.requests).toHaveLength(1);
  });

  it('names the code that the source does not know', async () => {
    const { pull } = await serve(send(404));
    await expect(pull({ kind: 'dimension', code: 'NOPE' })).rejects.toThrow(
      'DIMENSION/NOPE/DimensionValues answered 404: unknown dimension "NOPE"',
    );
  });

  const firstPage = send(
    200,
    JSON.stringify({
      '@odata.count': 3,
      value: rows.slice(0, 2),
      '@odata.nextLink': 'WHOSIS_000001?$skip=2',
    }),
  );

  it('follows links within the source and counts over all pages', async () => {
    const lastPage = send(200, JSON.stringify({ '@odata.count': 3, value: rows.slice(2) }));
    const { pull, server } = await serve(firstPage, lastPage);
    expect(await pull()).toMatchObject({ value: { length: 3 }, attempts: 1 });
    expect(server.requests[1]).toBe('/api/WHOSIS_000001?$skip=2');
  });

  it('holds all pages against the count of the first', async () => {
    const { pull, retries } = await serve(firstPage, send(200, '{"value":[]}'), good);
    expect(await pull()).toMatchObject({ value: { length: 3 }, attempts: 2 });
    expect(retries[0]?.error.message).toContain('announced 3 rows and sent 2');
  });

  it('does not follow a link in circles', async () => {
    const { pull } = await serve(
      send(200, '{"value":[],"@odata.nextLink":"WHOSIS_000001?$count=true"}'),
    );
    await expect(pull()).rejects.toThrow('links onwards without end');
  });

  it('passes on what the consumer throws, without asking again', async () => {
    const { server, client } = await serve(good);
    const { signal } = new AbortController();
    const consume = (): Promise<never> => Promise.reject(new Error('bucket is full'));
    await expect(client.pull({ resource: indicator, signal, consume })).rejects.toThrow(
      'bucket is full',
    );
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  it('does not accept a consumer that stops early', async () => {
    const { client } = await serve(good);
    const { signal } = new AbortController();
    const consume = async (batches: RowBatches): Promise<void> => {
      await batches[Symbol.asyncIterator]().next();
    };
    await expect(client.pull({ resource: indicator, signal, consume })).rejects.toThrow(
      'returned before the last row',
    );
  });

  it('stops at once when the caller aborts', async () => {
    const { client } = await serve(() => undefined);
    const stop = new AbortController();
    const pulling = client.pull({
      resource: indicator,
      signal: stop.signal,
      consume: collect,
    });
    setTimeout(() => {
      stop.abort(new Error('told to stop'));
    }, 20);
    await expect(pulling).rejects.toThrow('told to stop');
  });
});
