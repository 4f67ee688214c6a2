import type { KubeMetadata } from './kube-object.ts';

/** Lease is a coordination.k8s.io/v1 Lease as it travels. */
export interface Lease {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: KubeMetadata;
  readonly spec?: LeaseSpec;
}

export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  /** RFC 3339 with microseconds. */
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

/** A Date as Kubernetes' MicroTime, which wants exactly six digits of a second. */
export function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}
