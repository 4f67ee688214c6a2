import { breakdown } from './breakdown.ts';
import type { DataCommand } from './data-commands.ts';
import { ingest } from './ingest.ts';
import { load } from './load.ts';
import { shards } from './shards.ts';
import { volumes } from './volumes.ts';

/** performData measures, with an empty folder to write to, and prints a table. */
export async function performData(command: DataCommand, scratch: string): Promise<void> {
  switch (command.name) {
    case 'ingest':
      return ingest(command.options, scratch);
    case 'load':
      return load(command.options, scratch);
    case 'volumes':
      return volumes(command.options);
    case 'shards':
      return shards(command.options);
    case 'breakdown':
      return breakdown(command.options);
  }
}
