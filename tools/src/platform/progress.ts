/** step prints what begins; long work must never be silent. */
export function step(text: string): void {
  const bold = process.stderr.isTTY ? '\u001b[1m' : '';
  const plain = process.stderr.isTTY ? '\u001b[0m' : '';
  process.stderr.write(`${bold}==>${plain} ${text}\n`);
}

/** seconds tells how long something took, for people. */
export function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/** timed runs work under a heading and tells how long it took. */
export async function timed<T>(text: string, work: () => Promise<T>): Promise<T> {
  step(text);
  const started = performance.now();
  const result = await work();
  process.stderr.write(`    done in ${seconds(started)}\n`);
  return result;
}
