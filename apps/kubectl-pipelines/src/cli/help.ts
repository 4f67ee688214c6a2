import type { Command } from './command.ts';
import type { Flag, Positional } from './flags.ts';
import { commonFlags, commonFlagsOf } from './flags.ts';

const intro = `Start, follow, explain, schedule and end runs of pipelines.`;

const exitCodesText = `Exit codes:
  0  done; a run that was waited for has succeeded
  1  the run failed or was cancelled, or the schedule does not do its work
  2  the command line is wrong, or the API server refuses what it describes
  3  there is no such object
  4  forbidden, or not logged in
  5  --timeout ran out; the run goes on
  6  anything else, such as an API server that does not answer
  130  Ctrl-C; the run goes on`;

/** generalHelp lists every command. */
export function generalHelp(commands: readonly Command[], program: string): string {
  const shown = commands.filter(({ hidden }) => hidden !== true);
  const names = shown.map((command) => [usageOf(command), command.summary] as const);
  return [
    intro,
    `Usage:\n  ${program} COMMAND [ARGUMENTS] [FLAGS]`,
    `Commands:\n${columns(names)}`,
    `Flags of every command:\n${columns(commonFlags.map(flagRow))}`,
    exitCodesText,
    `"${program} COMMAND --help" explains one command.`,
  ].join('\n\n');
}

/** commandHelp explains one command. */
export function commandHelp(command: Command, program: string): string {
  const flags = command.flags.map(flagRow);
  const examples = (command.examples ?? []).map((example) => `  ${program} ${example}`);
  return [
    command.summary,
    command.details,
    `Usage:\n  ${program} ${usageOf(command)} [FLAGS]`,
    flags.length === 0 ? undefined : `Flags:\n${columns(flags)}`,
    `Flags of every command:\n${columns(commonFlagsOf(command).map(flagRow))}`,
    examples.length === 0 ? undefined : `Examples:\n${examples.join('\n')}`,
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

function usageOf({ name, positionals }: Command): string {
  return [name, ...positionals.map(positionalText)].join(' ');
}

function positionalText({ name, optional }: Positional): string {
  return optional === true ? `[${name}]` : name;
}

function flagRow({ name, short, value, help }: Flag): readonly [string, string] {
  const long = `--${name}${value === undefined ? '' : ` ${value}`}`;
  return [short === undefined ? `    ${long}` : `-${short}, ${long}`, help];
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
