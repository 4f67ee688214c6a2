import type {
  PipelineRun,
  PipelineRunStatusStage,
  PipelineRunStatusStageAttempt,
} from '@gho-platform/api';
import { approvalText } from './approval-text.ts';
import { agoText, durationText, spanText } from './duration.ts';
import type { Paint } from './paint.ts';
import { plain } from './paint.ts';
import { printable } from './printable.ts';
import { reportNodes } from './report-nodes.ts';
import { shardsText } from './stage-facts.ts';
import type { TreeNode } from './tree.ts';
import { treeLines } from './tree.ts';
import { isDone, reasonOf, succeeded } from './verdict.ts';
import { waitingAdvice } from './waiting-advice.ts';

type Stage = PipelineRunStatusStage;
type Attempt = PipelineRunStatusStageAttempt;

export interface TreeOptions {
  readonly nowMs: number;
  readonly paint?: Paint;
}

/** LastLines is what stages under way logged last, by their names. */
export type LastLines = ReadonlyMap<string, string>;

export interface RunTreeOptions extends TreeOptions {
  readonly lastLines?: LastLines;
}

/** runTree is everything that a run's status says: the run, its stages, attempts and reports. */
export function runTree(run: PipelineRun, options: RunTreeOptions): readonly string[] {
  const stages = run.status?.stages ?? [];
  const nameWidth = Math.max(0, ...stages.map(({ name }) => name.length));
  const { paint = plain, lastLines = new Map() } = options;
  const scene = { nowMs: options.nowMs, paint, lastLines, nameWidth };
  return treeLines({
    text: headline(run, scene),
    children: [...runFacts(run, scene), ...stages.map((stage) => stageNode(stage, run, scene))],
  });
}

interface Scene {
  readonly nowMs: number;
  readonly paint: Paint;
  readonly lastLines: LastLines;
  readonly nameWidth: number;
}

function headline(run: PipelineRun, { nowMs, paint }: Scene): string {
  const { namespace = '', name = '', creationTimestamp } = run.metadata;
  const status = run.status ?? {};
  return words(
    paint.bold(`${namespace}/${name}`),
    stateText(reasonOf(run), verdictTone(run), paint),
    status.progress === undefined ? '' : `${status.progress} stages`,
    status.startedAt === undefined && creationTimestamp !== undefined
      ? `created ${agoText(creationTimestamp, nowMs)} ago`
      : spanText(status, nowMs),
  );
}

function runFacts(run: PipelineRun, { nowMs, paint }: Scene): readonly TreeNode[] {
  const advice = printable(waitingAdvice(run));
  return [
    { text: `pipeline ${run.spec.pipelineRef.name}` },
    { text: parametersText(run) },
    { text: resumedText(run) },
    {
      text: paint.busy(waitingText(run, nowMs)),
      children: advice === '' ? [] : [{ text: `to do: ${advice}` }],
    },
    { text: isDone(run) ? printable(succeeded(run)?.message ?? '') : '' },
  ].filter(({ text }) => text !== '');
}

/** Which run it goes on from, what it took over, and why it begins where it does. */
function resumedText({ spec, status }: PipelineRun): string {
  const { resumedFrom } = status ?? {};
  if (resumedFrom !== undefined) {
    return printable(`resumed from ${resumedFrom.name}: ${resumedFrom.message}`);
  }
  return spec.resumeFrom === undefined ? '' : `resumes ${spec.resumeFrom.name}`;
}

function parametersText({ spec, status }: PipelineRun): string {
  const parameters = status?.parameters ?? spec.parameters ?? [];
  if (parameters.length === 0) return '';
  return `parameters ${parameters.map(({ name, value }) => `${name}=${printable(value)}`).join(', ')}`;
}

function waitingText({ status }: PipelineRun, nowMs: number): string {
  if (status?.waiting === undefined) return '';
  const { since, until, reason, on, message } = status.waiting;
  const object = on === undefined ? '' : ` on ${printable(on)}`;
  const left = until === undefined ? '' : `, ${durationText(Date.parse(until) - nowMs)} left`;
  return `waiting for ${agoText(since, nowMs)}${left}: ${reason}${object}: ${printable(message)}`;
}

function stageNode(stage: Stage, run: PipelineRun, scene: Scene): TreeNode {
  const { nowMs, paint, nameWidth } = scene;
  const silent = stage.state === 'Succeeded' || stage.message === undefined;
  const approval = printable(approvalText(stage, run, nowMs));
  return {
    text: words(
      stage.name.padEnd(nameWidth),
      stateText(stage.state, stageTone(stage.state), paint),
      spanText(stage, nowMs),
      originText(stage),
      shardsText(stage),
      retryText(stage, nowMs),
      silent ? '' : printable(stage.message),
    ),
    children: [
      ...(approval === '' ? [] : [{ text: approval }]),
      ...(stage.attempts ?? []).map((attempt) => attemptNode(attempt, scene)),
      ...lastLineNodes(stage, scene),
      ...reportNodes(stage, paint),
    ],
  };
}

/** What sets the stage apart from those that run in their turn in this run. */
function originText({ when, inheritedFrom }: Stage): string {
  return words(
    when === 'Finally' ? 'runs finally' : '',
    inheritedFrom === undefined ? '' : `taken over from ${inheritedFrom}`,
  );
}

function retryText({ nextAttemptAt }: Stage, nowMs: number): string {
  if (nextAttemptAt === undefined) return '';
  const inMs = Date.parse(nextAttemptAt) - nowMs;
  return inMs > 0 ? `next attempt in ${Math.ceil(inMs / 1000)}s` : 'next attempt now';
}

function attemptNode(attempt: Attempt, { nowMs, paint }: Scene): TreeNode {
  const { memory, state } = attempt;
  return {
    text: words(
      `attempt ${attempt.number}`,
      stateText(state, attemptTone(state), paint),
      spanText(attempt, nowMs),
      memory === undefined ? '' : `memory ${memory}`,
      state === 'Succeeded' ? '' : failureText(attempt),
      paint.dim(`job ${attempt.jobName}`),
    ),
  };
}

/** A log is looked at a moment after the status: of a stage that has ended meanwhile it says nothing new. */
function lastLineNodes({ name, state }: Stage, { lastLines, paint }: Scene): readonly TreeNode[] {
  const line = printable(lastLines.get(name) ?? '');
  return line === '' || state !== 'Running' ? [] : [{ text: paint.dim(line) }];
}

/** Why an attempt ended, with the class of failure that decides whether it may be retried. */
function failureText({ reason = '', failureClass, exitCode, message = '' }: Attempt): string {
  const kind = failureClass === undefined ? '' : `(class ${failureClass})`;
  return [
    [reason, kind].filter((text) => text !== '').join(' '),
    exitCode === undefined ? '' : `exit code ${exitCode}`,
    printable(message),
  ]
    .filter((text) => text !== '')
    .join(': ');
}

type Tone = keyof Paint;

function stateText(state: string, tone: Tone, paint: Paint): string {
  return paint[tone](state);
}

function verdictTone(run: PipelineRun): Tone {
  const status = succeeded(run)?.status;
  if (status === 'True') return 'good';
  return status === 'False' ? 'bad' : 'busy';
}

/** States of stages that did nothing and do nothing. */
const resting: ReadonlySet<Stage['state']> = new Set(['Pending', 'Skipped', 'Planned']);

function stageTone(state: Stage['state']): Tone {
  if (state === 'Succeeded') return 'good';
  if (state === 'Failed' || state === 'TimedOut' || state === 'Cancelled') return 'bad';
  return resting.has(state) ? 'dim' : 'busy';
}

function attemptTone(state: Attempt['state']): Tone {
  if (state === 'Succeeded') return 'good';
  return state === 'Failed' ? 'bad' : 'busy';
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('  ');
}
