import { parseArgs } from 'node:util';
import { usage } from './failure.ts';
import type { Flag, Positional } from './flags.ts';

export interface Syntax {
  readonly flags: readonly Flag[];
  readonly positionals: readonly Positional[];
}

type Given = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** Values is a command line that fits its syntax. */
export class Values {
  readonly positionals: readonly string[];
  readonly #given: Given;

  constructor(given: Given, positionals: readonly string[]) {
    this.#given = given;
    this.positionals = positionals;
  }

  /** The positional at a place; the syntax says whether it must be there. */
  argument(index: number): string {
    return this.positionals[index] ?? '';
  }

  has(name: string): boolean {
    return this.#given[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#given[name];
    return typeof value === 'string' ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.#given[name];
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** A whole number of at least `least`, and of at most `most`. */
  integer(name: string, least: number, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const range =
      most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw usage(`--${name} ${text} is not a whole number ${range}`);
  }

  /** A duration such as 90s, 5m or 1h30m, in milliseconds. */
  durationMs(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : durationMs(`--${name}`, text);
  }
}

const unitsMs: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
};

function durationMs(what: string, text: string): number {
  if (!/^(\d+[dhms])+$/.test(text)) {
    throw usage(`${what} ${text} is not a duration: write it like 90s, 5m or 1h30m`);
  }
  const parts = text.match(/\d+[dhms]/g) ?? [];
  return parts.reduce(
    (sum, part) => sum + Number.parseInt(part) * (unitsMs[part.slice(-1)] ?? 0),
    0,
  );
}

/**
 * parseValues reads a command line.
 * @throws Failure with exit code 2 that names the mistake.
 */
export function parseValues(args: readonly string[], { flags, positionals }: Syntax): Values {
  const options = Object.fromEntries(flags.map((flag) => [flag.name, optionOf(flag)]));
  const parsed = parse(args, options);
  checkCount(parsed.positionals, positionals);
  const values = new Values(parsed.values as Given, parsed.positionals);
  checkOutput(values.text('output'), flags);
  return values;
}

function checkOutput(output: string | undefined, flags: readonly Flag[]): void {
  const { completes = [] } = flags.find(({ name }) => name === 'output') ?? {};
  if (output === undefined || typeof completes === 'string' || completes.includes(output)) return;
  const allowed = `${completes.slice(0, -1).join(', ')} and ${completes.at(-1) ?? ''}`;
  throw usage(`--output ${output} is not known: allowed are ${allowed}`);
}

interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple: boolean;
  readonly short?: string;
}

function optionOf({ value, short, multiple = false }: Flag): Option {
  const type = value === undefined ? 'boolean' : 'string';
  return { type, multiple, ...(short === undefined ? {} : { short }) };
}

function parse(
  args: readonly string[],
  options: Readonly<Record<string, Option>>,
): { readonly values: object; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // "Unknown option '--x'. To specify a positional argument starting with ..." fills a screen.
    const { message } = error as { readonly message: string };
    const [sentence = ''] = message.split(/\.\s|\n/);
    throw usage(sentence.replace(/^./, (first) => first.toLowerCase()));
  }
}

function checkCount(given: readonly string[], expected: readonly Positional[]): void {
  const missing = expected.slice(given.length).filter(({ optional }) => optional !== true);
  const [first] = missing;
  if (first !== undefined) throw usage(`${first.name} is missing`);
  if (given.length > expected.length) {
    const surplus = given.slice(expected.length).map((word) => JSON.stringify(word));
    throw usage(`too many arguments: ${surplus.join(', ')}`);
  }
}
