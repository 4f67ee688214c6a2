import { listenForStop } from '@gho-platform/stage-kit/stop-signal';

// Before everything else is loaded, which takes a while: a SIGTERM without a handler is lost. In the
// bundle too, whose one file holds what is imported dynamically as a module that waits to be asked for.
listenForStop();
const { run } = await import('./run.ts');
await run(process.argv[2]);
