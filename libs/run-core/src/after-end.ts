import { actionsFor } from './actions.ts';
import { deadlineAfterEnd } from './deadline.ts';
import type { Plan } from './plan-types.ts';
import type { RunScene } from './scene.ts';
import type { RunStatus } from './types.ts';

/** Whether the run has reached its end, which it never leaves. */
export function isFinished(status: RunStatus): boolean {
  const succeeded = status.conditions?.find(({ type }) => type === 'Succeeded');
  return succeeded !== undefined && succeeded.status !== 'Unknown';
}

/**
 * planAfterEnd cleans up and nothing else. A change of the spec after the end changes nothing, but
 * the status says that it was seen: kstatus would call the run in progress otherwise.
 */
export function planAfterEnd(status: RunStatus, scene: RunScene): Plan {
  const { generation } = scene.facts.run.metadata;
  const requeueAfterMs = deadlineAfterEnd(scene.facts);
  const conditions = status.conditions?.map((condition) => ({
    ...condition,
    observedGeneration: generation,
  }));
  return {
    status: {
      ...status,
      ...(conditions === undefined ? {} : { conditions }),
      observedGeneration: generation,
    },
    actions: actionsFor(status.stages ?? [], scene).filter(({ verb }) => verb !== 'createJob'),
    events: [],
    ...(requeueAfterMs === undefined ? {} : { requeueAfterMs }),
  };
}
