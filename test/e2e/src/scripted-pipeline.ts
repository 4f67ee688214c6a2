import { imagePrefix } from './world.ts';
import type { PipelineSpec } from './world.ts';

type Stage = PipelineSpec['stages'][number];

/**
 * scriptedStage is a stage that runs a few lines of JavaScript in one of the platform's own images,
 * so that a test decides how it ends.
 */
export function scriptedStage(name: string, script: string, more: Partial<Stage> = {}): Stage {
  return {
    name,
    image: `${imagePrefix}gho-platform/ingest:0.1.0`,
    command: ['node', '-e', script],
    // The operator's policy admits the accounts of the chart only.
    serviceAccountName: 'gho-ingest',
    resources: { requests: { cpu: '10m', memory: '32Mi' } },
    terminationGracePeriodSeconds: 2,
    ...more,
  };
}

/** done is a script that ends well at once. */
export const done = 'process.exit(0)';

/** sleeps is a script that ends well after some seconds, and at once on SIGTERM. */
export function sleeps(seconds: number): string {
  return `process.on('SIGTERM', () => process.exit(143)); setTimeout(() => process.exit(0), ${seconds * 1000})`;
}

/** reports is a script that writes a stage result and ends with an exit code. */
export function reports(result: object, exitCode = 0): string {
  const json = JSON.stringify(JSON.stringify(result));
  return `require('node:fs').writeFileSync('/dev/termination-log', ${json}); process.exit(${exitCode})`;
}
