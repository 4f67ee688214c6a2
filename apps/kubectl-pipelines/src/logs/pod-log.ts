import { ApiError, ConnectionError, pods, resourcePath } from '@gho-platform/kube';
import { stageContainer } from '@gho-platform/api';
import type { ApiRequest, ApiStream, Transport } from '@gho-platform/kube';
import { logLines } from './log-line.ts';
import { Resume } from './resume.ts';

export interface PodLogOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly follow: boolean;
  readonly sinceSeconds?: number | undefined;
  readonly tailLines?: number | undefined;
  /** Called with each line, as the kubelet sends it with timestamps, once. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

/** PodLogSource is the API server as a log is read from it. */
export interface PodLogSource {
  readonly transport: Transport;
  /** Whether the container has ended, or the pod is gone. */
  readonly hasEnded: (pod: string) => Promise<boolean>;
  /** Waits before another try. */
  readonly pause: (failures: number) => Promise<void>;
}

/** Read says how reading a log went: to its end, or the pod was gone before or while it was read. */
export type Read = 'Complete' | 'Gone' | 'NotStarted';

/** A log that is not followed need not be had at any price. */
const mostFailures = 5;

/**
 * readPodLog reads the log of a pod's stage container, over cut connections; followed, until the
 * container has ended.
 * @throws ApiError when it may not be read.
 */
export async function readPodLog(source: PodLogSource, options: PodLogOptions): Promise<Read> {
  const resume = new Resume();
  let failures = 0;
  let last: StreamEnd | undefined;
  for (;;) {
    options.signal.throwIfAborted();
    // Once more after the end: when the kubelet goes away, an answer ends as if it were complete.
    const once = !options.follow || (await source.hasEnded(options.pod));
    const end = await readStream(source, { ...options, follow: !once }, resume);
    const read = readOf(end, { once, wasClosed: last === 'Closed' });
    if (read !== undefined) return read;
    last = end;
    failures = end === 'Closed' ? 0 : failures + 1;
    if (once && failures > mostFailures) throw cutTooOften(options.pod, failures);
    await source.pause(failures);
  }
}

/** What the end of a stream means; undefined when there is more to read. */
function readOf(
  end: StreamEnd,
  { once, wasClosed }: { readonly once: boolean; readonly wasClosed: boolean },
): Read | undefined {
  // A pod that was stopped goes at once; its log was read to the end before.
  if (end === 'Gone') return wasClosed ? 'Complete' : 'Gone';
  if (!once) return undefined;
  if (end === 'Closed') return 'Complete';
  return end === 'NotStarted' ? 'NotStarted' : undefined;
}

function cutTooOften(pod: string, failures: number): ConnectionError {
  return new ConnectionError(`read the log of pod ${pod}: the answer was cut ${failures} times`);
}

type StreamEnd = 'Closed' | 'Cut' | 'Gone' | 'NotStarted';

async function readStream(
  { transport }: PodLogSource,
  options: PodLogOptions,
  resume: Resume,
): Promise<StreamEnd> {
  try {
    const stream = await transport.open(requestOf(options, resume));
    if (stream.status !== 200) return await refusal(stream, options.pod);
    resume.restart();
    for await (const line of logLines(stream.chunks)) {
      if (resume.isNew(line)) options.onLine(line);
    }
    return 'Closed';
  } catch (error) {
    if (error instanceof ApiError) throw error;
    options.signal.throwIfAborted();
    return 'Cut';
  }
}

async function refusal({ status, chunks }: ApiStream, pod: string): Promise<StreamEnd> {
  if (status === 404) return drained(chunks, 'Gone');
  // The container has not started, or it waits to be started again.
  if (status === 400) return drained(chunks, 'NotStarted');
  if (status === 429 || status >= 500) return drained(chunks, 'Cut');
  const detail = await messageOf(chunks);
  throw new ApiError(`read the log of pod ${pod}: ${detail}`, {
    status,
    reason: 'Unknown',
    retryAfterMs: undefined,
  });
}

/** An answer that nobody reads would hold its connection. */
async function drained(chunks: AsyncIterable<Uint8Array>, end: StreamEnd): Promise<StreamEnd> {
  await textOf(chunks);
  return end;
}

async function messageOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const text = await textOf(chunks);
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: string[] = [];
  for await (const line of logLines(chunks)) parts.push(line);
  return parts.join('\n');
}

function requestOf(options: PodLogOptions, { sinceTime }: Resume): ApiRequest {
  const { namespace, pod, follow, sinceSeconds, tailLines, signal } = options;
  const start =
    sinceTime === undefined
      ? { sinceSeconds: textOrNone(sinceSeconds), tailLines: textOrNone(tailLines) }
      : { sinceTime };
  return {
    method: 'GET',
    path: resourcePath(pods, { namespace, name: pod, subresource: 'log' }),
    query: {
      container: stageContainer,
      timestamps: 'true',
      follow: follow ? 'true' : undefined,
      ...start,
    },
    signal,
  };
}

function textOrNone(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
