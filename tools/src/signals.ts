/** As a shell tells them: 128 and the number of the signal. */
const exitCodes = new Map<NodeJS.Signals, number>([
  ['SIGINT', 130],
  ['SIGTERM', 143],
]);

/**
 * cleanOnSignals cleans up and exits when this process is told to end; programs that it started hear of
 * Ctrl-C themselves. What it returns takes that back.
 */
export function cleanOnSignals(clean: () => Promise<void>): () => void {
  const end = (signal: NodeJS.Signals): void => {
    // Nobody awaits a signal's listener; the process ends here, whether or not cleaning succeeds.
    void clean().finally(() => process.exit(exitCodes.get(signal)));
  };
  for (const signal of exitCodes.keys()) process.once(signal, end);
  return () => {
    for (const signal of exitCodes.keys()) process.off(signal, end);
  };
}
