import { setTimeout as delay } from 'node:timers/promises';
import { DataError } from '../errors.ts';
import { runStage, type Stage } from '../run-stage.ts';

/** Stages for the process tests, chosen by SCRIPT. */
const scripts: Record<string, Stage> = {
  succeed: () => Promise.resolve({ outputs: { answer: '42' }, rows: { read: 3 } }),
  failData: () =>
    Promise.reject(new DataError('1 of 2 checks failed', { result: { rows: { read: 3 } } })),
  crash: () => Promise.reject(new TypeError('cannot read x of undefined')),
  crashOutside: async () => {
    setImmediate(() => {
      throw new RangeError('thrown where nobody awaits');
    });
    await delay(60_000);
    return {};
  },
  stop: async ({ logger, signal }) => {
    logger.info('Waited for the signal');
    await delay(60_000, undefined, { signal });
    return {};
  },
  leak: () => {
    setInterval(() => undefined, 1000);
    return Promise.resolve({});
  },
};

const script = scripts[process.env.SCRIPT ?? ''];
if (script !== undefined) {
  await runStage('scripted', script);
}
