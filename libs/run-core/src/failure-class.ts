import type { FailureReason } from './facts.ts';
import type { Attempt } from './types.ts';

/** FailureClass is what kind of failure ended an attempt, for people and for alerts. */
export type FailureClass = NonNullable<Attempt['failureClass']>;

const classes: Readonly<Record<FailureReason, FailureClass>> = {
  DataRejected: 'Data',
  ConfigurationInvalid: 'Configuration',
  StageCrashed: 'Stage',
  OutOfMemory: 'OutOfMemory',
  AttemptTimedOut: 'Timeout',
  InfrastructureLost: 'Infrastructure',
};

export function failureClassOf(reason: FailureReason): FailureClass {
  return classes[reason];
}
