import { parentPort } from 'node:worker_threads';
import { ContractGapError } from '../observation-row.ts';
import { encodeBatch, type JudgedBatch } from './encode-batch.ts';

/** EncodedBatch answers each batch, in the order in which they came. */
export type EncodedBatch =
  | { readonly lines: Uint8Array<ArrayBuffer> }
  /** What a ContractGapError says: an error that is passed between threads loses its class. */
  | { readonly contractGap: string };

parentPort?.on('message', (batch: JudgedBatch) => {
  const answer = encoded(batch);
  parentPort?.postMessage(answer, 'lines' in answer ? [answer.lines.buffer] : []);
});

function encoded(batch: JudgedBatch): EncodedBatch {
  try {
    return { lines: encodeBatch(batch) };
  } catch (error) {
    if (error instanceof ContractGapError) {
      return { contractGap: error.message };
    }
    throw error;
  }
}
