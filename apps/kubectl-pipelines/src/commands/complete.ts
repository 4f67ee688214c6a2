import { setTimeout as delay } from 'node:timers/promises';
import type { Command, Context } from '../cli/command.ts';
import { exits } from '../cli/exit-codes.ts';
import type { Candidate, Wanted } from '../completion/candidates.ts';
import { wanted } from '../completion/candidates.ts';
import { namesOf } from '../completion/names.ts';
import { directiveOf, protocolText } from '../completion/protocol.ts';

/** complete answers shells: what may come next on a command line. It says nothing else, ever. */
export function complete(commands: () => readonly Command[]): Command {
  return {
    name: '__complete',
    summary: 'Complete a command line',
    positionals: [],
    flags: [],
    hidden: true,
    rawArguments: true,
    run: async (values, context) => {
      const asked = wanted(values.positionals, commands());
      const candidates = await candidatesOf(asked, context);
      context.terminal.line(protocolText(candidates, directiveOf(asked)));
      return exits.ok;
    },
  };
}

/** Nobody waits longer for a shell. */
const patienceMs = 2000;

async function nothingAfter(ms: number): Promise<readonly Candidate[]> {
  await delay(ms, undefined, { ref: false });
  return [];
}

/** Without a cluster or rights there are no names; a shell must not show why. */
async function candidatesOf(asked: Wanted, context: Context): Promise<readonly Candidate[]> {
  if (asked.kind === 'Fixed') return asked.candidates;
  try {
    if (asked.of === 'context') return contextsOf(context, asked);
    const names = namesOf(asked, await context.cluster(asked.line.flags));
    return await Promise.race([names, nothingAfter(patienceMs)]);
  } catch {
    return [];
  }
}

function contextsOf(
  { contexts }: Context,
  { line, prefix }: Extract<Wanted, { kind: 'Names' }>,
): readonly Candidate[] {
  return contexts(line.flags)
    .filter((word) => word.startsWith(prefix))
    .map((word) => ({ word }));
}
