import type { Facts, ObservedJob } from '../facts.ts';
import { plan } from '../plan.ts';
import type { Plan } from '../plan-types.ts';
import { makeFacts } from './make-facts.ts';

/**
 * Story plays decisions one after the other: each sees the status that the one before it wanted.
 */
export class Story {
  #facts: Facts;

  constructor(fields: Partial<Facts> = {}) {
    this.#facts = makeFacts(fields);
  }

  get facts(): Facts {
    return this.#facts;
  }

  /** Changes facts and decides again; Jobs are always those that exist now. */
  next(fields: Partial<Facts> = {}): Plan {
    const given = { ...this.#facts, ...fields };
    const { status } = this.#facts.run;
    const run = status === undefined ? given.run : { ...given.run, status };
    this.#facts = { ...given, run };
    const decided = plan(this.#facts);
    this.#facts = { ...this.#facts, run: { ...run, status: decided.status } };
    return decided;
  }

  /** Decides with exactly these Jobs. */
  withJobs(...jobs: readonly ObservedJob[]): Plan {
    return this.next({ jobs });
  }
}
