import { usage } from './failure.ts';

/** Target is what a command that works on runs and on schedules is about. */
export interface Target {
  readonly kind: 'run' | 'schedule';
  readonly name: string;
}

/** As kubectl knows the kinds; a name alone is that of a run. */
const kinds: Readonly<Record<string, Target['kind']>> = {
  run: 'run',
  pipelinerun: 'run',
  schedule: 'schedule',
  pipelineschedule: 'schedule',
  pls: 'schedule',
};

/**
 * targetOf reads `NAME` or `KIND/NAME`.
 * @throws Failure with exit code 2.
 */
export function targetOf(text: string): Target {
  const slash = text.indexOf('/');
  if (slash < 0) return { kind: 'run', name: text };
  const kind = kinds[text.slice(0, slash)];
  const name = text.slice(slash + 1);
  if (kind !== undefined && name !== '') return { kind, name };
  throw usage(`${JSON.stringify(text)} is neither the name of a run nor schedule/NAME`);
}
