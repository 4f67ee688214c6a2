/**
 * main runs the steps of `make test` (or one group of them), goes on after a failed step so that one
 * run tells everything, and prints the true sums in its last line.
 */
import { glob, readFile, rm } from 'node:fs/promises';
import { foresee, leftBehind, needs, release } from './environment.ts';
import { add, fromReport, none, oneFailed, onePassed } from './results.ts';
import type { Counts } from './results.ts';
import { steps } from './steps.ts';
import type { Step } from './steps.ts';
import { attempt } from '../process.ts';
import { cleanOnSignals } from '../signals.ts';
import { seconds, step as heading } from '../platform/progress.ts';

/** perform runs one step and reads its counts. A step that fails always counts at least one failure. */
async function perform(step: Step, env: Readonly<Record<string, string>>): Promise<Counts> {
  await Promise.all((await reportsOf(step)).map((file) => rm(file)));
  const [program, ...args] = step.command;
  const { exitCode } = await attempt(program, args, { env, show: true });
  if (step.reports === undefined) return exitCode === 0 ? onePassed : oneFailed(step.name);
  let counts = none;
  for (const file of await reportsOf(step)) {
    counts = add(counts, fromReport(file, await readFile(file, 'utf8')));
  }
  const isUnexplained = (exitCode !== 0 || counts.passed === 0) && counts.failed === 0;
  return isUnexplained ? add(counts, oneFailed(step.name)) : counts;
}

async function reportsOf(step: Step): Promise<readonly string[]> {
  const files: string[] = [];
  for (const pattern of step.reports ?? []) {
    for await (const file of glob(pattern, { exclude: (name) => name === 'node_modules' })) {
      files.push(file);
    }
  }
  return files;
}

/** begin starts a step and waits for its end, unless it runs in the background. */
async function begin(step: Step): Promise<void> {
  const end = follow(step);
  if (step.isBackground === true) background.push(end);
  else await end;
}

async function follow(step: Step): Promise<void> {
  heading(step.name);
  await conclude(
    step,
    provide(step.group).then((env) => perform(step, env)),
  );
}

/** provide makes what a group needs; never for two at once, which would build the same things. */
function provide(group: Step['group']): ReturnType<typeof needs> {
  const provided = providing.then(() => needs(group));
  providing = provided.catch(() => undefined);
  return provided;
}

/** conclude turns whatever went wrong around a step into one failure with its message; it never rejects. */
async function conclude(step: Step, end: Promise<Counts>): Promise<void> {
  const started = performance.now();
  let counts: Counts;
  try {
    counts = await end;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    counts = oneFailed(step.name);
  }
  process.stderr.write(
    `    ${step.name}: ${counts.passed} passed, ${counts.failed} failed in ${seconds(started)}\n`,
  );
  results.set(step.name, counts);
}

const background: Promise<void>[] = [];
let providing: Promise<unknown> = Promise.resolve();
const results = new Map<string, Counts>();

const wanted = process.argv[2] ?? 'all';
const chosen = steps.filter(({ group }) =>
  wanted === 'all' ? group !== 'long' : wanted === group,
);
if (chosen.length === 0) {
  process.stderr.write(
    `no such group of tests: ${wanted}; allowed are all, verify, unit, integration, e2e, long\n`,
  );
  process.exit(78);
}

cleanOnSignals(release);

// The other groups need at once what they need, and not all of it.
if (wanted === 'all') foresee();
try {
  for (const step of chosen) await begin(step);
} finally {
  // A cluster that nobody needs any more would only take processor time from the others.
  await release();
  await Promise.all(background);
}
const left = await leftBehind();
if (left !== none) results.set('nothing left behind', left);
const names = [...chosen.map(({ name }) => name), 'nothing left behind'];
const summary = names.flatMap((name) => {
  const counts = results.get(name);
  if (counts === undefined) return [];
  return [`${name.padEnd(20)} ${counts.passed} passed, ${counts.failed} failed`];
});
const total = add(none, ...results.values());
// Last, since the end of a long log is what one sees of it.
const failures = total.failures.map((name) => `FAILED ${name}\n`).join('');
process.stdout.write(
  `\n${summary.join('\n')}\n\n${failures}${total.passed} passed, ${total.failed} failed\n`,
);
process.exitCode = total.failed === 0 ? 0 : 1;
