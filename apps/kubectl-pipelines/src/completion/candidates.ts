import type { Command } from '../cli/command.ts';
import type { Completion, Flag } from '../cli/flags.ts';
import { commonFlagsOf } from '../cli/flags.ts';

/** Candidate is one word that a shell may offer, with what it means. */
export interface Candidate {
  readonly word: string;
  readonly help?: string;
}

/** What is being completed: fixed candidates, or names that only a cluster knows. */
export type Wanted =
  | { readonly kind: 'Fixed'; readonly candidates: readonly Candidate[] }
  | {
      readonly kind: 'Names';
      readonly of: Exclude<Completion, readonly string[]>;
      /** The command line so far, for names that depend on it. */
      readonly line: Line;
      /** The word to complete. */
      readonly prefix: string;
    };

/** Line is an unfinished command line, read without complaint. */
export interface Line {
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

const nothing: Wanted = { kind: 'Fixed', candidates: [] };

/** wanted says what may follow; `words` are those after the program, the last one unfinished. */
export function wanted(words: readonly string[], commands: readonly Command[]): Wanted {
  const prefix = words.at(-1) ?? '';
  const [name, ...before] = words.slice(0, -1);
  if (name === undefined) return commandNames(commands, prefix);
  const command = commands.find((each) => each.name === name && each.hidden !== true);
  if (command === undefined) return nothing;
  const flags = [...command.flags, ...commonFlagsOf(command)];
  const { line, open } = read(before, flags);
  if (open !== undefined) return named(open.completes ?? [], line, prefix);
  if (prefix.startsWith('-')) return flagNames(flags, line, prefix);
  if (name === 'help') return commandNames(commands, prefix);
  const next = command.positionals[line.positionals.length];
  return next === undefined ? nothing : named(next.completes, line, prefix);
}

function commandNames(commands: readonly Command[], prefix: string): Wanted {
  const shown = commands.filter(({ hidden }) => hidden !== true);
  return fixed(
    shown.map(({ name, summary }) => ({ word: name, help: summary })),
    prefix,
  );
}

function flagNames(flags: readonly Flag[], line: Line, prefix: string): Wanted {
  const left = flags.filter(({ name, multiple }) => multiple === true || !(name in line.flags));
  return fixed(
    left.map(({ name, help }) => ({ word: `--${name}`, help })),
    prefix,
  );
}

function named(completes: Completion, line: Line, prefix: string): Wanted {
  if (typeof completes === 'string') return { kind: 'Names', of: completes, line, prefix };
  return fixed(
    completes.map((word) => ({ word })),
    prefix,
  );
}

function fixed(candidates: readonly Candidate[], prefix: string): Wanted {
  return { kind: 'Fixed', candidates: candidates.filter(({ word }) => word.startsWith(prefix)) };
}

/** Reads words; `open` is a flag at their end that still lacks its value. */
function read(
  words: readonly string[],
  flags: readonly Flag[],
): { readonly line: Line; readonly open: Flag | undefined } {
  const positionals: string[] = [];
  const given: Record<string, string> = {};
  let open: Flag | undefined;
  for (const word of words) {
    if (open !== undefined) {
      given[open.name] = word;
      open = undefined;
      continue;
    }
    const flag = flagOf(word, flags);
    if (flag === undefined) positionals.push(word);
    else if (flag.value === undefined) given[flag.name] = '';
    else if (word.includes('=')) given[flag.name] = word.slice(word.indexOf('=') + 1);
    else open = flag;
  }
  return { line: { positionals, flags: given }, open };
}

function flagOf(word: string, flags: readonly Flag[]): Flag | undefined {
  if (word.startsWith('--')) {
    const [name] = word.slice(2).split('=');
    return flags.find((flag) => flag.name === name);
  }
  return word.startsWith('-') ? flags.find(({ short }) => short === word.slice(1)) : undefined;
}
