import { apiVersion } from '@gho-platform/api';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { mended } from './mend.ts';
import { arbitraryOf } from './schema-arbitrary.ts';
import type { Overrides, SchemaNode } from './schema-arbitrary.ts';

/** HostileObject is what somebody sends to the API server. */
export interface HostileObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: unknown;
}

export interface Batch {
  readonly kind: 'Pipeline' | 'PipelineRun' | 'PipelineSchedule';
  readonly count: number;
  readonly seed: number;
  /** Names of Pipelines that runs and schedules may refer to. */
  readonly pipelines: readonly string[];
}

/** Each so many objects stay as the schema made them; the others keep the rules in CEL. */
const asMadeEach = 4;

const plurals = {
  Pipeline: 'pipelines',
  PipelineRun: 'pipelineruns',
  PipelineSchedule: 'pipelineschedules',
} as const;

const days = fc.constantFrom('0001-01-01', '2024-02-30', '2026-06-01', '2026-06-02', '9999-12-31');

/** Names that an object in JavaScript has by itself, and the longest ones. */
const parameterNames = fc.constantFrom('x', 'constructor', 'toString', 'P'.repeat(63));

/** Of the whole language: lines that never come, that are no lines, and that come every minute. */
const cronLines = fc.constantFrom(
  ...['* * * * *', '0 0 30 2 *', '59 23 31 12 *', '*/7 */5 * * *', 'a b c d e', '61 25 0 13 8'],
  ...['0-0,1-5/100 * * * *', '# # # # #', '0 0 * * 7#5', 'MON MON MON MON MON', '0 0 29 2 MON'],
);

/** Pods of hundreds of shards cost more than they show here. */
const shards = fc.integer({ min: 1, max: 2 });

function overridesOf({ kind, pipelines }: Batch): Overrides {
  const pipelineRef = fc.record({ name: fc.constantFrom(...pipelines, 'none') });
  const common = { shards, parallelism: shards };
  if (kind === 'Pipeline') return common;
  const parameters = fc.uniqueArray(
    fc.record({ name: parameterNames, value: fc.constantFrom('1', '$(parameters.x)', '💥', '') }),
    { maxLength: 2, selector: ({ name }) => name },
  );
  if (kind === 'PipelineRun') return { ...common, pipelineRef, parameters };
  return {
    ...common,
    pipelineRef,
    from: days,
    to: days,
    cron: fc.array(cronLines, { maxLength: 3 }),
  };
}

/** The same objects for the same seed. Names come from the seed too, some as long as a name may be. */
export function hostileObjects(batch: Batch): readonly HostileObject[] {
  const { kind, count, seed } = batch;
  const file = new URL(`../../../../crds/${plurals[kind]}.yaml`, import.meta.url);
  const crd = parse(readFileSync(file, 'utf8')) as Crd;
  const spec = crd.spec.versions[0]?.schema.openAPIV3Schema.properties.spec ?? {};
  const specs = fc.sample(arbitraryOf(spec, overridesOf(batch)), { numRuns: count, seed });
  return specs.map((one, number) => ({
    apiVersion,
    kind,
    metadata: { name: nameOf(kind, number) },
    spec: number % asMadeEach === 0 ? one : mended(one),
  }));
}

function nameOf(kind: string, number: number): string {
  const name = `${kind.toLowerCase()}-${number}`;
  return number % 5 === 0 ? name.padEnd(63, 'x') : name;
}

interface Crd {
  readonly spec: {
    readonly versions: readonly {
      readonly schema: {
        readonly openAPIV3Schema: { readonly properties: Readonly<Record<string, SchemaNode>> };
      };
    }[];
  };
}
