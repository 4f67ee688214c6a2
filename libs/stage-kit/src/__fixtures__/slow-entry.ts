import { setTimeout as delay } from 'node:timers/promises';
import { listenForStop } from '../stop-signal.ts';

/** An entry that is still loading when it is told to stop. */
listenForStop();
process.stdout.write('{"msg":"Waited for the signal"}\n');
await delay(500);
await import('./scripted-stage.ts');
