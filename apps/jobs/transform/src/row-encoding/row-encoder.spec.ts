import { afterEach, describe, expect, it } from '@jest/globals';
import { ContractGapError } from '../observation-row.ts';
import type { JudgedBatch } from './encode-batch.ts';
import { RowEncoder } from './row-encoder.ts';

const open: RowEncoder[] = [];

/** A thread that does with each batch what the text of its first row says. */
function encoderOf(onMessage: string): RowEncoder {
  const program = `
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ texts: [text] }) => { ${onMessage} });`;
  const encoder = new RowEncoder(new URL(`data:text/javascript,${encodeURIComponent(program)}`));
  open.push(encoder);
  return encoder;
}

const echo = `
  const lines = new TextEncoder().encode(text);
  setTimeout(() => parentPort.postMessage({ lines }), 1);`;

async function* batchesOf(texts: readonly string[]): AsyncGenerator<JudgedBatch> {
  for (const text of texts) {
    await Promise.resolve();
    yield {
      ...{ indicator: 'X', firstLine: 1, texts: [text] },
      ...{ quarantined: new Map(), collapsed: new Set() },
    };
  }
}

async function allOf(encoded: AsyncIterable<Uint8Array>): Promise<string[]> {
  const found: string[] = [];
  for await (const lines of encoded) {
    found.push(new TextDecoder().decode(lines));
  }
  return found;
}

function linesOf(encoder: RowEncoder, texts: readonly string[]): Promise<string[]> {
  return allOf(encoder.encode(batchesOf(texts)));
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((encoder) => encoder.close()));
});

describe('RowEncoder', () => {
  it('gives the lines of all batches in their order, of one data set after the other', async () => {
    const encoder = encoderOf(echo);
    const texts = Array.from({ length: 50 }, (_, index) => `batch ${index}`);
    expect(await linesOf(encoder, texts)).toEqual(texts);
    expect(await linesOf(encoder, ['another'])).toEqual(['another']);
    expect(await linesOf(encoder, [])).toEqual([]);
  });

  it('reads no further ahead than its depth', async () => {
    const encoder = encoderOf(echo);
    let read = 0;
    async function* counted(): AsyncGenerator<JudgedBatch> {
      for await (const batch of batchesOf(Array.from({ length: 50 }, String))) {
        read += 1;
        yield batch;
      }
    }
    const lines = encoder.encode(counted());
    await lines.next();
    expect(read).toBeLessThan(10);
  });

  it('tells of a gap in the contract', async () => {
    const encoder = encoderOf(`parentPort.postMessage({ contractGap: 'line 7: ' + text });`);
    const lines = linesOf(encoder, ['TimeDim is missing', 'more', 'and more']);
    await expect(lines).rejects.toThrow(new ContractGapError('line 7: TimeDim is missing'));
  });

  it('tells of a thread that broke down, also whoever comes later', async () => {
    const encoder = encoderOf(`throw new TypeError('no ' + text);`);
    await expect(linesOf(encoder, ['luck', 'more'])).rejects.toThrow('no luck');
    await expect(linesOf(encoder, ['later'])).rejects.toThrow('no luck');
  });

  it('tells of a thread that ended', async () => {
    const encoder = encoderOf('process.exit(3);');
    await expect(linesOf(encoder, ['x'])).rejects.toThrow('ended with exit code 3');
  });

  it('passes an error of the reader on', async () => {
    const encoder = encoderOf(echo);
    async function* damaged(): AsyncGenerator<JudgedBatch> {
      yield* batchesOf(['a', 'b']);
      throw new Error('the object is damaged');
    }
    await expect(allOf(encoder.encode(damaged()))).rejects.toThrow('the object is damaged');
  });
});
