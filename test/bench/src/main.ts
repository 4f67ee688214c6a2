/** main measures the operator and the stages that move data, and prints tables on standard output. */
import { cleanOnSignals } from '@gho-platform/tools';
import { stopCluster } from './cluster.ts';
import { performData } from './data-path/perform.ts';
import { handover } from './handover.ts';
import { limits } from './limits.ts';
import type { Command } from './options.ts';
import { commandsOf, usage, UsageError } from './options.ts';
import { scale } from './scale.ts';
import { scaleReport } from './scale-report.ts';
import type { ScaleResult } from './scale.ts';
import { removeScratch, withScratch } from './scratch.ts';

/** As in sysexits.h: the command was used incorrectly. */
const usageExitCode = 64;

async function perform(command: Command, scratch: string): Promise<void> {
  switch (command.name) {
    case 'handover':
      await handover(command.options, scratch);
      return;
    case 'limits':
      await limits(command.options, scratch);
      return;
    case 'scale': {
      const results = new Map<string, ScaleResult>();
      for (const contestant of command.contestants) {
        results.set(contestant, await scale({ ...command.options, contestant }, scratch));
      }
      process.stdout.write(scaleReport(command.options, results));
      return;
    }
    case 'ingest':
    case 'load':
    case 'volumes':
    case 'shards':
    case 'breakdown':
      await performData(command, scratch);
  }
}

function commandsOrExit(): readonly Command[] {
  if (process.argv.includes('--help')) {
    process.stdout.write(usage);
    process.exit(0);
  }
  try {
    return commandsOf(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`bench: ${error.message}\n\n${usage}`);
    process.exit(usageExitCode);
  }
}

for (const command of commandsOrExit()) {
  await withScratch(async (scratch) => {
    const takeBack = cleanOnSignals(async () => {
      await stopCluster();
      await removeScratch(scratch);
    });
    try {
      await perform(command, scratch);
    } finally {
      takeBack();
    }
  });
}
