/** LogLine is a line of a container with the time that the kubelet gave it. */
export interface LogLine {
  /** RFC 3339 with nanoseconds; absent on lines of the kubelet itself. */
  readonly time?: string;
  readonly text: string;
}

const stamped = /^(\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)) ?(.*)$/su;

/** parseLogLine takes the time off a line that was asked for with timestamps. */
export function parseLogLine(line: string): LogLine {
  const [, time, text = ''] = stamped.exec(line) ?? [];
  return time === undefined ? { text: line } : { time, text };
}

/** logLines splits a stream into lines; the last one may lack its end. */
export async function* logLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const pieces = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = pieces.pop() ?? '';
    yield* pieces;
  }
  if (rest !== '') yield rest;
}
