/**
 * main plays random histories of the models of a project, each time others, on every core.
 * Usage: node main.ts MODULE HISTORIES
 * MODEL_RUNS asks for another number of histories, MODEL_SECONDS ends after so many seconds, and
 * MODEL_SEED repeats what was played. Exits with 1 when an invariant breaks or a model proves too
 * little, and with 78 when it is called wrongly.
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { argv, cpuUsage, env, exit, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';
import { batchesOf } from './batches.ts';
import { addTallies, missingWords } from './play.ts';
import type { Failure, Models, Played, Tally } from './play.ts';
import { playAll } from './pool.ts';

/** A whole number from the environment, or the one that stands for it. */
function numberOf(name: string, fallback: number): number {
  const value = env[name] ?? String(fallback);
  if (/^\d{1,10}$/.test(value)) return Number(value);
  stdout.write(`${name} is ${value}; allowed is a whole number\n`);
  exit(78);
}

function tell({ model, message, history, batch }: Failure): void {
  stdout.write(`\n${model}: ${message}\n\n${JSON.stringify(history)}\n\n`);
  const { seed, histories } = batch;
  stdout.write(`It is repeated by MODEL_SEED=${seed} MODEL_RUNS=${histories}.\n`);
}

const [, , file = '', given = ''] = argv;
const module = pathToFileURL(resolve(file)).href;
const { models } = (await import(module)) as { readonly models: Models };
const histories = numberOf('MODEL_RUNS', Number(given));
const seed = numberOf('MODEL_SEED', randomInt(2 ** 31));
const limitMs = numberOf('MODEL_SECONDS', 0) * 1_000;
stdout.write(`MODEL_SEED=${seed} MODEL_RUNS=${histories}\n`);

let tallies: ReadonlyMap<string, Tally> = new Map();
let failure: Failure | undefined;

function onPlayed(played: Played): boolean {
  if (played.kind === 'Failed') failure ??= played.failure;
  else tallies = addTallies(tallies, played.tallies);
  return failure === undefined && (limitMs === 0 || performance.now() < limitMs);
}

await playAll(
  batchesOf({ seed, histories }),
  { module, workers: availableParallelism() },
  onPlayed,
);
for (const [name, tally] of tallies) {
  stdout.write(`${name}: ${tally.histories} histories\n`);
}
const { user, system } = cpuUsage();
stdout.write(
  `${Math.round(performance.now() / 1e3)} s, ${Math.round((user + system) / 1e6)} s of CPU\n`,
);
if (failure !== undefined) tell(failure);
const missing = missingWords(models, tallies);
if (missing.length > 0) stdout.write(`\nhardly seen, so hardly proved:\n${missing.join('\n')}\n`);
exit(failure === undefined && missing.length === 0 ? 0 : 1);
