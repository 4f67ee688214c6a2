import type { Command } from '../cli/command.ts';
import { exits } from '../cli/exit-codes.ts';
import { usage } from '../cli/failure.ts';
import { commandHelp, generalHelp } from '../cli/help.ts';

/** help needs the table that it stands in, so it is made with it. */
export function helpFor(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    summary: 'Explain the commands, or one of them',
    positionals: [{ name: 'COMMAND', completes: [], optional: true }],
    flags: [],
    run: (values, { terminal, program }) => {
      const all = commands();
      const [name] = values.positionals;
      const command = all.find((each) => each.name === name);
      if (name !== undefined && command === undefined) {
        throw usage(`there is no command ${JSON.stringify(name)}`);
      }
      terminal.line(
        command === undefined ? generalHelp(all, program) : commandHelp(command, program),
      );
      return Promise.resolve(exits.ok);
    },
  };
}
