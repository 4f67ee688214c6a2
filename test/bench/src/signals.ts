/** As a shell tells them: 128 and the number of the signal. */
const exitCodes = new Map<NodeJS.Signals, number>([
  ['SIGINT', 130],
  ['SIGTERM', 143],
]);

/**
 * cleaningOnSignals does work. When this process is told to end meanwhile, it cleans up and exits; programs
 * that it started hear of Ctrl-C themselves.
 */
export async function cleaningOnSignals(
  clean: () => Promise<void>,
  work: () => Promise<void>,
): Promise<void> {
  const end = (signal: NodeJS.Signals): void => {
    void clean().finally(() => process.exit(exitCodes.get(signal)));
  };
  for (const signal of exitCodes.keys()) process.once(signal, end);
  try {
    await work();
  } finally {
    for (const signal of exitCodes.keys()) process.off(signal, end);
  }
}
