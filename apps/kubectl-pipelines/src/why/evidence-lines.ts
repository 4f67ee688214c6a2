import type { PipelineRun } from '@gho-platform/api';
import { stageContainer } from '@gho-platform/api';
import { agoText, printable } from '@gho-platform/run-text';
import type { ContainerStatus, Evidence, KubeEvent, Pod } from './evidence.ts';

/** The newest events say it; older ones repeat it. */
const mostEvents = 3;

/** evidenceLines is what the cluster shows about a run that has not ended. */
export function evidenceLines(
  run: PipelineRun,
  { pods = [], events = [], pipelines, unreadable = [] }: Evidence,
  nowMs: number,
): readonly string[] {
  return [
    ...pipelineLines(run, pipelines),
    ...pods.filter((pod) => !hasEnded(pod)).map((pod) => podLine(pod, nowMs)),
    ...eventLines(events, nowMs),
    ...unreadable.map((what) => `you may not read ${what}, which could say more`),
  ];
}

function pipelineLines(run: PipelineRun, names: readonly string[] | undefined): readonly string[] {
  if (names === undefined || run.status?.waiting?.reason !== 'PipelineNotFound') return [];
  const { namespace = '' } = run.metadata;
  if (names.length === 0) return [`namespace ${namespace} has no Pipelines`];
  return [`namespace ${namespace} has these Pipelines: ${names.join(', ')}`];
}

function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

function podLine(pod: Pod, nowMs: number): string {
  return printable(`pod ${pod.metadata.name}: ${podText(pod, nowMs)}`);
}

function podText(pod: Pod, nowMs: number): string {
  const { metadata } = pod;
  if (metadata.deletionTimestamp !== undefined) {
    return `is being stopped, its grace period ends in ${inText(metadata.deletionTimestamp, nowMs)}`;
  }
  return (
    containerText(stageStatusOf(pod), nowMs) ??
    unscheduledText(pod) ??
    `${pod.status?.phase ?? 'Pending'} since ${agoText(metadata.creationTimestamp, nowMs)}`
  );
}

/** Of the stage's container; absent before the kubelet has seen the pod. */
export function stageStatusOf({ status }: Pod): ContainerStatus | undefined {
  return status?.containerStatuses?.find(({ name }) => name === stageContainer);
}

function containerText(status: ContainerStatus | undefined, nowMs: number): string | undefined {
  const { waiting, running } = status?.state ?? {};
  if (waiting !== undefined) return joined(waiting.reason ?? 'waiting', waiting.message);
  if (running?.startedAt === undefined) return undefined;
  return `runs for ${agoText(running.startedAt, nowMs)}`;
}

function unscheduledText({ status }: Pod): string | undefined {
  const condition = status?.conditions?.find(
    ({ type, status: is }) => type === 'PodScheduled' && is === 'False',
  );
  if (condition === undefined) return undefined;
  return joined(condition.reason ?? 'Unschedulable', condition.message);
}

function eventLines(events: readonly KubeEvent[], nowMs: number): readonly string[] {
  return [...events]
    .sort((left, right) => lastSeen(right).localeCompare(lastSeen(left)))
    .slice(0, mostEvents)
    .map((event) => {
      const { kind = '', name = '' } = event.involvedObject;
      const count = event.series?.count ?? event.count ?? 1;
      const times = count > 1 ? ` (${count} times)` : '';
      const text = joined(event.reason ?? 'Event', event.message);
      const when = `${agoText(lastSeen(event), nowMs)} ago`;
      return printable(`event ${when}${times} on ${kind} ${name}: ${text}`);
    });
}

function lastSeen(event: KubeEvent): string {
  return (
    event.series?.lastObservedTime ??
    event.lastTimestamp ??
    event.eventTime ??
    event.metadata.creationTimestamp ??
    ''
  );
}

function inText(time: string, nowMs: number): string {
  return `${Math.max(0, Math.ceil((Date.parse(time) - nowMs) / 1000))}s`;
}

function joined(reason: string, message: string | undefined): string {
  return message === undefined || message === '' ? reason : `${reason}: ${message}`;
}
