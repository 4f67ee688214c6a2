import type { KubeObject } from './render.ts';

export interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly serviceAccountName?: string;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly hostNetwork?: boolean;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string } };
  }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  readonly securityContext?: Readonly<Record<string, unknown>>;
}

export interface Workload {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly pod: PodSpec;
}

interface PodTemplate {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: PodSpec;
}

const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'];

/** workloadsOf finds everything that makes pods; a kind it cannot read is an error, not a gap. */
export function workloadsOf(objects: readonly KubeObject[]): Workload[] {
  return objects
    .filter(({ kind }) => workloadKinds.includes(kind))
    .map(({ kind, metadata, spec }) => {
      const template = spec?.template as PodTemplate | undefined;
      if (template === undefined) {
        throw new Error(`${kind} ${metadata.name}: teach workloadsOf where its pod template is`);
      }
      const { labels, annotations = {} } = template.metadata;
      return { name: metadata.name, labels, annotations, pod: template.spec };
    });
}

export function containersOf({ pod }: Workload): Container[] {
  return [...pod.containers, ...(pod.initContainers ?? [])];
}
