import { parseArgs } from 'node:util';
import type { DataCommand } from './data-path/data-commands.ts';
import {
  dataCommandNames,
  dataCommandOf,
  dataFlags,
  dataUsage,
} from './data-path/data-commands.ts';
import type { HandoverOptions } from './handover.ts';
import type { LimitsOptions } from './limits.ts';
import { integer as integerOf, UsageError } from './option-values.ts';
import type { ScaleOptions } from './scale.ts';

export { UsageError } from './option-values.ts';

/** Command is what one call of the benchmark does. */
export type Command =
  | { readonly name: 'handover'; readonly options: HandoverOptions }
  | {
      readonly name: 'scale';
      readonly options: ScaleOptions;
      readonly contestants: readonly string[];
    }
  | { readonly name: 'limits'; readonly options: LimitsOptions }
  | DataCommand;

export const usage = `usage: make bench [ARGS="COMMAND [OPTION...]"]

  handover   on a real kubelet: four stages that do nothing, by the operator and by bare pods and Jobs
    --rounds N          chains alone, of each (default 7)
    --burst N           chains at once (default 20)
    --burst-rounds N    times of that, of each (default 3)
    --kills N           bursts in which the operator is killed (default 3)
  scale      on fake nodes: many runs at once
    --runs N            runs that are created at once (default 500)
    --limit N           of which the Pipeline lets so many go on (default all)
    --least D, --most D how long a stage works, at random between (default 1s and 60s)
    --contestant NAME   operator, jobs or pods; again for more (default operator and jobs)
    --api-qps N         requests that the operator makes a second, in the long run
    --argument C=A      added to the arguments of a component; again for more
    --cpu-profile DIR   profile of the operator
  limits     on fake nodes: what caps plain Jobs; flags of Kubernetes one at a time
    --runs N            chains at once (default 200)
    --contestant NAME   (default all three)
    --least D, --most D (default 0s)
${dataUsage}
Without a command: handover, then scale. Durations are such as 500ms, 30s.
`;

const durationPattern = /^\d+(ms|s|m)$/;
const names = ['handover', 'scale', 'limits', ...dataCommandNames];
const contestantNames = ['operator', 'jobs', 'pods'];

const known = {
  rounds: { type: 'string' },
  burst: { type: 'string' },
  'burst-rounds': { type: 'string' },
  kills: { type: 'string' },
  runs: { type: 'string' },
  limit: { type: 'string' },
  least: { type: 'string' },
  most: { type: 'string' },
  contestant: { type: 'string', multiple: true },
  'api-qps': { type: 'string' },
  argument: { type: 'string', multiple: true },
  'cpu-profile': { type: 'string' },
  ...dataFlags,
} as const;

type Values = ReturnType<typeof parsed>['values'];

/** commandsOf reads the arguments of the program. Throws UsageError. */
export function commandsOf(words: readonly string[]): readonly Command[] {
  const { values, positionals } = parsed(words);
  const [name, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}": one command at a time`);
  if (name === undefined) return [handoverOf(values), scaleOf(values)];
  if (name === 'handover') return [handoverOf(values)];
  if (name === 'scale') return [scaleOf(values)];
  if (name === 'limits') return [limitsOf(values)];
  const command = dataCommandOf(name, values);
  if (command !== undefined) return [command];
  throw new UsageError(`command "${name}": allowed are ${names.join(', ')}`);
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: known, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function handoverOf(values: Values): Command {
  return {
    name: 'handover',
    options: {
      rounds: integer('rounds', values.rounds, 7),
      burst: integer('burst', values.burst, 20),
      burstRounds: integer('burst-rounds', values['burst-rounds'], 3),
      kills: values.kills === '0' ? 0 : integer('kills', values.kills, 3),
    },
  };
}

function scaleOf(values: Values): Command {
  const { limit, 'api-qps': qps, 'cpu-profile': profileFolder } = values;
  return {
    name: 'scale',
    contestants: contestantsOf(values, ['operator', 'jobs']),
    options: {
      count: integer('runs', values.runs, 500),
      stageDuration: stageDurationOf(values, ['1s', '60s']),
      arguments: componentArguments(values.argument ?? []),
      ...(limit === undefined ? {} : { limit: integer('limit', limit, 0) }),
      ...(qps === undefined ? {} : { operatorEnv: rateOf(integer('api-qps', qps, 0)) }),
      ...(profileFolder === undefined ? {} : { profileFolder }),
    },
  };
}

function contestantsOf(
  { contestant: names }: Values,
  fallback: readonly string[],
): readonly string[] {
  const strange = names?.find((name) => !contestantNames.includes(name));
  if (strange === undefined) return names ?? fallback;
  throw new UsageError(`--contestant "${strange}": allowed are ${contestantNames.join(', ')}`);
}

function limitsOf(values: Values): Command {
  return {
    name: 'limits',
    options: {
      contestants: contestantsOf(values, ['pods', 'jobs', 'operator']),
      count: integer('runs', values.runs, 200),
      stageDuration: stageDurationOf(values, ['0s', '0s']),
    },
  };
}

/** Twice as many at once as in the long run, as the defaults are. */
function rateOf(perSecond: number): Readonly<Record<string, string>> {
  return { API_QPS: String(perSecond), API_BURST: String(2 * perSecond) };
}

function stageDurationOf(
  { least, most }: Values,
  fallback: readonly [string, string],
): readonly [string, string] {
  const from = least ?? fallback[0];
  return [
    duration('least', from),
    duration('most', most ?? (least === undefined ? fallback[1] : from)),
  ];
}

function duration(name: string, text: string): string {
  if (durationPattern.test(text)) return text;
  throw new UsageError(`--${name} "${text}": must be a duration such as 500ms, 30s or 2m`);
}

function integer(name: string, text: string | undefined, fallback: number): number {
  return text === undefined ? fallback : integerOf(name, text);
}

function componentArguments(words: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const byComponent: Record<string, string[]> = {};
  for (const word of words) {
    const [, component, argument] = /^([a-z-]+)=(.+)$/.exec(word) ?? [];
    if (component === undefined || argument === undefined) {
      throw new UsageError(`--argument "${word}": must be COMPONENT=ARGUMENT`);
    }
    (byComponent[component] ??= []).push(argument);
  }
  return byComponent;
}
