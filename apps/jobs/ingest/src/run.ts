import { ConfigurationError, runStage, type Stage } from '@gho-platform/stage-kit';
import { ingest } from './stage.ts';
import { verify } from './verify.ts';

const commands: Readonly<Record<string, Stage>> = { ingest, verify };

/** run is one command of the image as the process of a container. */
export async function run(command = 'ingest'): Promise<void> {
  await runStage(command, commands[command] ?? refuse(command));
}

function refuse(command: string): Stage {
  const allowed = Object.keys(commands).join(', ');
  return () =>
    Promise.reject(new ConfigurationError(`command is "${command}", expected one of ${allowed}`));
}
