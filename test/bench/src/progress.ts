/** tell prints what goes on, for people, apart from the results on standard output. */
export function tell(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}

/** seconds writes milliseconds as seconds, with two digits after the point. */
export function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
