import { commands, findCommand } from '../commands/index.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterChoice, Command, Context } from './command.ts';
import type { ExitCode } from './exit-codes.ts';
import { exits } from './exit-codes.ts';
import { failureOf, usage } from './failure.ts';
import { commonFlagsOf } from './flags.ts';
import { commandHelp } from './help.ts';
import type { OutputStream } from './terminal.ts';
import { terminalOf } from './terminal.ts';
import { parseValues, Values } from './values.ts';

/** Host is the process as the plugin sees it. */
export interface Host {
  readonly out: OutputStream;
  readonly err: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C with a Failure as its reason. */
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly connect: (choice: ClusterChoice) => Promise<Cluster>;
  readonly contexts: (choice: ClusterChoice) => readonly string[];
  readonly program: string;
}

/** runCli runs one command line and resolves with its exit code; it never rejects. */
export async function runCli(args: readonly string[], host: Host): Promise<ExitCode> {
  const [word = 'help', ...rest] = args;
  const command = findCommand(word === '--help' || word === '-h' ? 'help' : word);
  try {
    if (command === undefined) throw unknownCommand(word, host.program);
    return await runCommand(command, rest, host);
  } catch (error) {
    return tell(error, host, command);
  }
}

async function runCommand(
  command: Command,
  args: readonly string[],
  host: Host,
): Promise<ExitCode> {
  if (asksForHelp(command, args)) {
    host.out.write(`${commandHelp(command, host.program)}\n`);
    return exits.ok;
  }
  const flags = [...command.flags, ...commonFlagsOf(command)];
  const { positionals } = command;
  const values =
    command.rawArguments === true
      ? new Values({}, args)
      : parseValues(args, { flags, positionals });
  const { context, close } = contextOf(values, host);
  try {
    return await command.run(values, context);
  } finally {
    await close();
  }
}

/** Also beside mistakes: whoever asks for help may not know the syntax yet. */
function asksForHelp(command: Command, args: readonly string[]): boolean {
  if (command.rawArguments === true) return false;
  const end = args.indexOf('--');
  const words = end < 0 ? args : args.slice(0, end);
  return words.includes('--help') || words.includes('-h');
}

function contextOf(
  values: Values,
  host: Host,
): { readonly context: Context; readonly close: () => Promise<void> } {
  const { NO_COLOR: noColor = '', TERM: term = '' } = host.env;
  const color = !values.has('no-color') && noColor === '' && term !== 'dumb';
  const given: ClusterChoice = {
    kubeconfig: values.text('kubeconfig'),
    context: values.text('context'),
    namespace: values.text('namespace'),
  };
  let connection: Promise<Cluster> | undefined;
  const context: Context = {
    terminal: terminalOf({ out: host.out, err: host.err, color }),
    signal: host.signal,
    nowMs: host.nowMs,
    cluster: (choice = given) => (connection ??= host.connect(choice)),
    contexts: (choice = given) => host.contexts(choice),
    program: host.program,
  };
  const close = async (): Promise<void> => {
    const cluster = await connection?.catch(() => undefined);
    await cluster?.close();
  };
  return { context, close };
}

function tell(error: unknown, host: Host, command: Command | undefined): ExitCode {
  const { exitCode, message, hint } = failureOf(error);
  if (message !== '') host.err.write(`error: ${message}\n`);
  const more = exitCode === exits.usage && hint === '' ? helpHint(host, command) : hint;
  if (more !== '') host.err.write(`${more}\n`);
  return exitCode;
}

function helpHint({ program }: Host, command: Command | undefined): string {
  const name = command === undefined ? '' : ` ${command.name}`;
  return `see: ${program}${name} --help`;
}

function unknownCommand(word: string, program: string): Error {
  const names = commands.filter(({ hidden }) => hidden !== true).map(({ name }) => name);
  return usage(
    `there is no command ${JSON.stringify(word)}: there are ${names.join(', ')}`,
    `see: ${program} help`,
  );
}
