import { group, labels } from '@gho-platform/api';
import type { StoredPipeline, StoredPipelineSpec } from '@gho-platform/api';
import type { KubeObject } from '@gho-platform/kube';
import { createHash } from 'node:crypto';

/** Revision is an apps/v1 ControllerRevision that holds the frozen spec of a Pipeline. */
export interface Revision extends KubeObject {
  readonly data?: { readonly spec?: StoredPipelineSpec };
  readonly revision: number;
}

/** When a run last chose a revision, give or take a few minutes; see Resolver and collectRevisions. */
export const usedAnnotation = `${group}/used-at`;

/** Names of Pipelines have at most 63 characters, so 16 more always fit. */
const hashLength = 16;

/** The name that the frozen spec of this Pipeline has: equal content, equal name. */
export function revisionName(pipeline: StoredPipeline): string {
  return `${pipeline.metadata.name}-${hashOf(pipeline.spec)}`;
}

/**
 * Renders the revision. It has no owner: a Pipeline that is deleted while runs are under way must
 * not take their frozen copy with it. The revision collector removes what no run refers to.
 */
export function revisionOf(pipeline: StoredPipeline): Revision {
  const { name, namespace } = pipeline.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: revisionName(pipeline),
      namespace,
      labels: { [labels.pipeline]: name, 'app.kubernetes.io/managed-by': 'gho-platform' },
    },
    data: { spec: pipeline.spec },
    revision: 1,
  };
}

/** The frozen spec, provided that it is what the revision's name promises. */
export function specIn(revision: Revision): StoredPipelineSpec | undefined {
  const spec = revision.data?.spec;
  if (spec === undefined) return undefined;
  return revision.metadata?.name?.endsWith(`-${hashOf(spec)}`) === true ? spec : undefined;
}

/** When a run last chose it, in milliseconds since 1970; not a number where nobody says. */
export function lastUseMs({ metadata }: Revision): number {
  return Date.parse(metadata?.annotations?.[usedAnnotation] ?? metadata?.creationTimestamp ?? '');
}

function hashOf(spec: StoredPipelineSpec): string {
  return createHash('sha256').update(canonicalJson(spec)).digest('hex').slice(0, hashLength);
}

/** JSON with sorted field names: the API server promises no order of fields. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(byName))
      : member,
  );
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : Number(left > right);
}
