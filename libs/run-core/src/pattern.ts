import { parsePattern, PatternError } from './pattern-syntax.ts';
import type { CharacterTest, PatternNode } from './pattern-syntax.ts';

export type CompiledPattern =
  | { readonly ok: true; readonly matches: (value: string) => boolean }
  | { readonly ok: false; readonly problem: string };

/**
 * State of the automaton: waits for a character, or goes on to one or two other states at once.
 * The end has neither.
 */
interface State {
  readonly test?: CharacterTest;
  readonly next: readonly number[];
}

/** Bounds memory and the work for each character of a value. */
const maxStates = 4000;

/**
 * compilePattern makes a matcher whose work is proportional to pattern times value, whatever the
 * pattern. JavaScript's own RegExp may take exponential time: then the author of a run, who chooses
 * the value, could stop the operator with a pattern that somebody else wrote carelessly.
 * Supported is the common subset of RE2: characters, classes, groups, `|`, `*`, `+`, `?`, `{m,n}`.
 */
export function compilePattern(pattern: string): CompiledPattern {
  try {
    const states: State[] = [{ next: [] }];
    const start = build(states, parsePattern(pattern), 0);
    return { ok: true, matches: (value) => matches(states, start, value) };
  } catch (error) {
    if (error instanceof PatternError) return { ok: false, problem: error.message };
    throw error;
  }
}

/** Builds backwards: adds the states of `node`, which lead on to `next`; returns the first. */
function build(states: State[], node: PatternNode, next: number): number {
  switch (node.kind) {
    case 'Character':
      return add(states, { test: node.test, next: [next] });
    case 'Sequence':
      return node.items.reduceRight((following, item) => build(states, item, following), next);
    case 'Alternatives':
      return add(states, { next: node.items.map((item) => build(states, item, next)) });
    case 'Repeat':
      return repeat(states, node, next);
  }
}

function repeat(
  states: State[],
  { item, min, max }: Extract<PatternNode, { kind: 'Repeat' }>,
  next: number,
): number {
  let first = max === undefined ? loop(states, item, next) : next;
  for (let times = min; times < (max ?? min); times += 1) {
    first = add(states, { next: [build(states, item, first), next] });
  }
  for (let times = 0; times < min; times += 1) first = build(states, item, first);
  return first;
}

function loop(states: State[], item: PatternNode, next: number): number {
  const head = add(states, { next: [] });
  states[head] = { next: [build(states, item, head), next] };
  return head;
}

function add(states: State[], state: State): number {
  if (states.length >= maxStates) throw new PatternError('it is too large');
  states.push(state);
  return states.length - 1;
}

function matches(states: readonly State[], start: number, value: string): boolean {
  let current = reachable(states, [start]);
  for (const character of value) {
    const codePoint = character.codePointAt(0) ?? 0;
    const stepped = [...current].flatMap((index) => {
      const state = states[index];
      return state?.test?.(codePoint) === true ? state.next : [];
    });
    current = reachable(states, stepped);
    if (current.size === 0) return false;
  }
  return current.has(0);
}

/** All states that can be reached from `from` without reading a character. */
function reachable(states: readonly State[], from: readonly number[]): Set<number> {
  const reached = new Set<number>();
  const open = [...from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    const state = states[index];
    if (state !== undefined && state.test === undefined) open.push(...state.next);
  }
  return reached;
}
