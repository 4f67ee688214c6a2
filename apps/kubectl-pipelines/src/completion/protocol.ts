import type { Candidate, Wanted } from './candidates.ts';

/** Bits of the directive at the end, as kubectl and every program made with Cobra know them. */
const noSpace = 2;
const noFiles = 4;

/** directiveOf says how the shell goes on after the word. */
export function directiveOf(wanted: Wanted): number {
  if (wanted.kind === 'Names' && wanted.of === 'file') return 0;
  return wanted.kind === 'Names' && wanted.of === 'parameter' ? noSpace + noFiles : noFiles;
}

/** protocolText is the answer to a completion: `word<TAB>help` lines, then the directive. */
export function protocolText(candidates: readonly Candidate[], directive: number): string {
  const lines = candidates.map(({ word, help }) =>
    help === undefined ? word : `${word}\t${help.replaceAll('\n', ' ')}`,
  );
  return [...lines, `:${directive}`].join('\n');
}
