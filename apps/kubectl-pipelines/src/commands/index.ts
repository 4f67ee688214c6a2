import type { Command } from '../cli/command.ts';
import { approve } from './approve.ts';
import { backfill } from './backfill.ts';
import { cancel } from './cancel.ts';
import { complete } from './complete.ts';
import { completion } from './completion.ts';
import { continueRun } from './continue.ts';
import { helpFor } from './help.ts';
import { list } from './list.ts';
import { logs } from './logs.ts';
import { refuse } from './refuse.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { schedules } from './schedules.ts';
import { status } from './status.ts';
import { suspend } from './suspend.ts';
import { version } from './version.ts';
import { why } from './why.ts';

/** Every command, in the order of help. A new one is a file beside this and a line here. */
export const commands: readonly Command[] = [
  run,
  list,
  status,
  logs,
  why,
  suspend,
  continueRun,
  cancel,
  resume,
  approve,
  refuse,
  schedules,
  backfill,
  completion,
  version,
  helpFor(() => commands),
  complete(() => commands),
];

/** findCommand is the command of a name. */
export function findCommand(name: string): Command | undefined {
  return commands.find((command) => command.name === name);
}
