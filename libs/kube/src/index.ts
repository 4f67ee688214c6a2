/**
 * @gho-platform/kube is the operator's thin adapter to Kubernetes: caches that recover by
 * themselves, a keyed work queue, leader election, live reads and fenced writes, events. It knows
 * nothing of pipelines. It never logs: it returns, throws, or tells an observer.
 */
export * from './api-error-of.ts';
export * from './api.ts';
export * from './backoff.ts';
export * from './clock.ts';
export * from './errors.ts';
export * from './event-recorder.ts';
export * from './kube-object.ts';
export * from './lease.ts';
export * from './live-api.ts';
export * from './own-writes.ts';
export * from './rate-limiter.ts';
export * from './reflector.ts';
export * from './resource-version.ts';
export * from './resource.ts';
export * from './store.ts';
export * from './transport.ts';
export * from './work-queue.ts';
