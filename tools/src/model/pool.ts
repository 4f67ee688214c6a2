import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Batch } from './batches.ts';
import type { Played } from './play.ts';

/**
 * playAll plays batches with so many workers at once and hands over each as it ends, until there are
 * none left or `onPlayed` returns false. `module` is the URL of a module that exports `models`.
 * Throws what a worker could not play.
 */
export async function playAll(
  batches: Iterator<Batch>,
  { module, workers }: { readonly module: string; readonly workers: number },
  onPlayed: (played: Played) => boolean,
): Promise<void> {
  let goesOn = true;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: module });
    try {
      for (let next = batches.next(); goesOn && next.done !== true; next = batches.next()) {
        worker.postMessage(next.value);
        const [played] = (await once(worker, 'message')) as [Played];
        goesOn = onPlayed(played) && goesOn;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}
