/**
 * In a module of its own, free of imports: an entry loads it before everything else, because until
 * there is a handler the kernel keeps SIGTERM from a container's first process.
 */
const stopping = new AbortController();
let isListening = false;

/** listenForStop returns the signal that SIGTERM and SIGINT abort, the first time and ever after. */
export function listenForStop(): AbortSignal {
  if (!isListening) {
    isListening = true;
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.on(name, () => {
        stopping.abort(new Error('stage was told to stop'));
      });
    }
  }
  return stopping.signal;
}
