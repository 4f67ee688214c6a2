import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { HabitName } from './habit.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const jsonType = 'application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8';

/** Pause before each chunk of a slow answer. */
const slowPauseMs = 100;

/** sendRows streams a good answer, compressed when the client takes that. */
export async function sendRows(exchange: Exchange, chunks: Iterable<string>): Promise<void> {
  const { request, response } = exchange;
  const isCompressed = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  response.writeHead(200, {
    'content-type': jsonType,
    ...(isCompressed && { 'content-encoding': 'gzip' }),
  });
  const body = Readable.from(chunks);
  // Level 1: the replay shares small machines with what it is there to test.
  await (isCompressed
    ? pipeline(body, createGzip({ level: 1 }), response)
    : pipeline(body, response));
}

/** sendJson sends a small document. */
export function sendJson({ response }: Exchange, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': jsonType }).end(JSON.stringify(body));
}

/** sendNothing sends a status with an empty body. */
export function sendNothing({ response }: Exchange, status: number): void {
  response.writeHead(status, { 'content-length': 0 }).end();
}

export interface Misbehaviour {
  readonly habit: HabitName;
  readonly chunks: () => Iterable<string>;
  readonly errorPage: () => Promise<string>;
}

/** misbehave answers as the source does on a bad day. */
export async function misbehave(exchange: Exchange, bad: Misbehaviour): Promise<void> {
  const { response } = exchange;
  switch (bad.habit) {
    case 'empty-body':
      sendNothing(exchange, 200);
      break;
    case 'html-200':
      await sendPage(exchange, 200, bad);
      break;
    case 'html-503':
      await sendPage(exchange, 503, bad);
      break;
    case 'rate-limited':
      response.writeHead(429, { 'retry-after': '1', 'content-length': 0 }).end();
      break;
    case 'short':
      await sendRows(exchange, bad.chunks());
      break;
    case 'slow':
      response.writeHead(200, { 'content-type': jsonType });
      await pipeline(Readable.from(slowly(bad.chunks())), response);
      break;
    case 'truncated':
    case 'reset':
    case 'hang':
      await breakOff(exchange, bad);
      break;
  }
}

async function sendPage({ response }: Exchange, status: number, bad: Misbehaviour): Promise<void> {
  response.writeHead(status, { 'content-type': 'text/html' }).end(await bad.errorPage());
}

/** breakOff sends the first half of the first chunk, waits until it has left, and then stops. */
async function breakOff({ response }: Exchange, { habit, chunks }: Misbehaviour): Promise<void> {
  const [first = ''] = chunks();
  response.writeHead(200, { 'content-type': jsonType });
  if (!response.write(first.slice(0, first.length / 2))) {
    await once(response, 'drain');
  }
  if (habit === 'truncated') {
    response.end();
  } else if (habit === 'reset') {
    response.socket?.resetAndDestroy();
  }
}

async function* slowly(chunks: Iterable<string>): AsyncGenerator<string> {
  for (const chunk of chunks) {
    await delay(slowPauseMs);
    yield chunk;
  }
}
