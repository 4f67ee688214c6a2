import { shorten } from '@gho-platform/run-core';
import type {
  ModelOutcome,
  QualityOutcome,
  RowCounts,
  StageResult,
  TestOutcome,
} from '@gho-platform/run-core';
import {
  booleanField,
  countField,
  defined,
  objectField,
  objectsField,
  parseObject,
  textField,
  textsField,
} from './json-fields.ts';
import type { Json } from './json-fields.ts';
import { bounds } from './result-bounds.ts';

/** TerminationMessage is what a stage container said at its end. */
export interface TerminationMessage {
  readonly result: StageResult;
  /** CamelCase word. */
  readonly reason?: string;
  readonly message?: string;
}

/**
 * parseResult reads a termination message. The text comes from a container and is not trusted: what
 * does not fit the contract is left out, the rest is kept, and nothing throws. A text that is not a
 * object with a field of the contract (the last log lines of a crash) is the message.
 */
export function parseResult(text: string | undefined): TerminationMessage {
  const trimmed = (text ?? '').trim();
  if (trimmed === '') return { result: {} };
  const json = parseObject(trimmed);
  if (json === undefined || !isResult(json)) return { result: {}, message: lastOf(trimmed) };
  return defined<TerminationMessage>({
    result: parseFields(json),
    reason: camelCase(textField(json, 'reason', bounds.reason)),
    message: textField(json, 'message', bounds.message),
  });
}

const resultFields = ['outputs', 'rows', 'quality', 'tests', 'model', 'reason', 'message'];

/** A crash leaves the last log lines instead, and one line of a JSON log is an object too. */
function isResult(json: Json): boolean {
  return Object.keys(json).length === 0 || resultFields.some((name) => Object.hasOwn(json, name));
}

function parseFields(json: Json): StageResult {
  return defined<StageResult>({
    outputs: parseOutputs(objectField(json, 'outputs')),
    rows: parseRows(objectField(json, 'rows')),
    quality: parseQuality(objectField(json, 'quality')),
    tests: parseTests(objectField(json, 'tests')),
    model: parseModel(objectField(json, 'model')),
  });
}

/** Log lines end with what went wrong, so their end is kept. */
function lastOf(text: string): string {
  const tail = text.length > bounds.message ? `…${text.slice(1 - bounds.message)}` : text;
  return shorten(tail, bounds.message);
}

function camelCase(word: string | undefined): string | undefined {
  return word !== undefined && /^[A-Z][A-Za-z0-9]*$/.test(word) ? word : undefined;
}

function parseOutputs(json: Json | undefined): StageResult['outputs'] {
  if (json === undefined) return undefined;
  return Object.keys(json)
    .filter((name) => /^[A-Za-z][A-Za-z0-9]{0,62}$/.test(name))
    .flatMap((name) => {
      const value = json[name];
      return typeof value === 'string' && value.length <= bounds.output
        ? [{ name, value: value.toWellFormed() }]
        : [];
    })
    .slice(0, bounds.outputs);
}

function parseRows(json: Json | undefined): RowCounts | undefined {
  if (json === undefined) return undefined;
  return defined<RowCounts>({
    read: countField(json, 'read'),
    written: countField(json, 'written'),
    rejected: countField(json, 'rejected'),
    unchanged: countField(json, 'unchanged'),
  });
}

function parseQuality(json: Json | undefined): QualityOutcome | undefined {
  if (json === undefined) return undefined;
  return defined<QualityOutcome>({
    checks: countField(json, 'checks'),
    passed: countField(json, 'passed'),
    warned: countField(json, 'warned'),
    failed: countField(json, 'failed'),
    worst: uniqueBy(
      objectsField(json, 'worst', bounds.worst).flatMap(parseWorst),
      (one) => one.check,
    ),
  });
}

type Worst = NonNullable<QualityOutcome['worst']>[number];

function parseWorst(json: Json): Worst[] {
  const check = textField(json, 'check', bounds.check);
  const outcome = textField(json, 'outcome', bounds.word);
  if (check === undefined || outcome === undefined) return [];
  const examples = textsField(json, 'examples', {
    maxItems: bounds.examples,
    maxLength: bounds.example,
  });
  return [
    defined<Worst>({
      check,
      severity: textField(json, 'severity', bounds.word),
      outcome,
      rows: countField(json, 'rows') ?? 0,
      examples: examples.length === 0 ? undefined : examples,
    }),
  ];
}

function parseTests(json: Json | undefined): TestOutcome | undefined {
  if (json === undefined) return undefined;
  const failures = textsField(json, 'failures', {
    maxItems: bounds.failures,
    maxLength: bounds.example,
  });
  return defined<TestOutcome>({
    total: countField(json, 'total'),
    passed: countField(json, 'passed'),
    warned: countField(json, 'warned'),
    failed: countField(json, 'failed'),
    failures: failures.length === 0 ? undefined : failures,
  });
}

type Metric = NonNullable<ModelOutcome['metrics']>[number];

function parseModel(json: Json | undefined): ModelOutcome | undefined {
  if (json === undefined) return undefined;
  const name = textField(json, 'name', bounds.modelName);
  const version = textField(json, 'version', bounds.modelVersion);
  if (name === undefined || version === undefined) return undefined;
  const metrics = uniqueBy(
    objectsField(json, 'metrics', bounds.metrics).flatMap(parseMetric),
    (one) => one.name,
  );
  return defined<ModelOutcome>({
    name,
    version,
    champion: booleanField(json, 'champion'),
    metrics: metrics.length === 0 ? undefined : metrics,
  });
}

function parseMetric(json: Json): Metric[] {
  const name = textField(json, 'name', bounds.word);
  const value = decimalField(json, 'value');
  if (name === undefined || value === undefined) return [];
  return [defined<Metric>({ name, value, baseline: decimalField(json, 'baseline') })];
}

function decimalField(from: Json, key: string): string | undefined {
  const text = textField(from, key, bounds.word);
  return text !== undefined && /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? text : undefined;
}

/** The first of each: these lists are maps to the API server, which refuses a second key. */
function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return items.filter(
    (item, index) => items.findIndex((other) => key(other) === key(item)) === index,
  );
}
