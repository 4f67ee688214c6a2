/**
 * A program that answers as the source does, with recorded data grown to any size. It holds one
 * recorded indicator at a time and streams, so that the size costs it no memory.
 *
 *   GET /rows-250000/api/WHOSIS_000001
 *   GET /rows-250000/api/DIMENSION/COUNTRY/DimensionValues
 *   GET /rows-250000/api/Indicator
 *
 * It is told its port by the environment variable PORT.
 */
import { createServer, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { catalogue } from '@gho-platform/gho';
import { answerOf, baseOf, grownRows } from './grown-rows.ts';
import { readRecorded, readReference } from './recordings.ts';

const dimensionPath = /\/DIMENSION\/(\w+)\/DimensionValues$/;
const indicatorPath = /^\/rows-(\d+)\/api\/(\w+)$/;

async function answer(path: string, response: ServerResponse): Promise<void> {
  const [, dimension] = dimensionPath.exec(path) ?? [];
  const [, rows, code] = indicatorPath.exec(path) ?? [];
  const head = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  if (dimension !== undefined) {
    response.writeHead(200, head).end(await readReference({ kind: 'dimension', code: dimension }));
  } else if (code === catalogue.code) {
    response.writeHead(200, head).end(await readReference(catalogue));
  } else if (code === undefined) {
    response.writeHead(404).end();
  } else {
    const count = Number(rows);
    const texts = grownRows(await readRecorded(baseOf(code)), { code, rows: count });
    response.writeHead(200, head);
    // Level 1, as the replay: the server shares the machine with what is measured.
    await pipeline(Readable.from(answerOf(texts, count)), createGzip({ level: 1 }), response);
  }
}

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://source');
  answer(pathname, response).catch((error: unknown) => {
    process.stderr.write(`${pathname}: ${String(error)}\n`);
    response.destroy();
  });
}).listen(Number(process.env.PORT), '127.0.0.1');

process.once('SIGTERM', () => process.exit());
