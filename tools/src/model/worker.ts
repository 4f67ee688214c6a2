/** worker plays one batch after the other, with the models of the module that it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Batch } from './batches.ts';
import { playBatch } from './play.ts';
import type { Models } from './play.ts';

const { models } = (await import(workerData as string)) as { readonly models: Models };

parentPort?.on('message', (batch: Batch) => {
  parentPort?.postMessage(playBatch(models, batch));
});
