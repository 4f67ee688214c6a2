import type { V1EnvVar } from '@kubernetes/client-node';
import type { JobInput } from './job-for.ts';

/**
 * containerEnv is what the operator tells every stage, then what the Pipeline declares, in its
 * order. See docs/container-contract.md.
 */
export function containerEnv({ run, stage, action }: JobInput): V1EnvVar[] {
  const substituted = new Map(action.env.map(({ name, value }) => [name, value]));
  const declared = (stage.env ?? []).map(({ name, valueFrom }): V1EnvVar => {
    if (valueFrom !== undefined) return { name, valueFrom: { ...valueFrom } };
    return { name, value: literal(substituted.get(name) ?? '') };
  });
  return [
    { name: 'PIPELINE_RUN_NAME', value: run.metadata.name },
    { name: 'PIPELINE_RUN_UID', value: run.metadata.uid },
    { name: 'PIPELINE_NAMESPACE', value: run.metadata.namespace },
    { name: 'PIPELINE_STAGE', value: stage.name },
    { name: 'PIPELINE_ATTEMPT', value: String(action.attempt) },
    { name: 'PIPELINE_SHARDS', value: String(stage.shards) },
    ...outcomeEnv(action),
    ...declared,
  ];
}

/** What a stage that runs Finally is told of the others. */
function outcomeEnv({ outcome }: JobInput['action']): V1EnvVar[] {
  if (outcome === undefined) return [];
  return [
    { name: 'PIPELINE_OUTCOME', value: outcome.outcome },
    { name: 'PIPELINE_OUTCOME_REASON', value: outcome.reason },
    { name: 'PIPELINE_FAILED_STAGE', value: outcome.failedStage },
  ];
}

/**
 * Makes the kubelet take `text` as it is. It would expand $(NAME) in env, command and args, so that
 * the author of a run could read a Secret of the stage through a parameter's value.
 */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
