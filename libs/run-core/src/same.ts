import type { Facts } from './facts.ts';
import type { Plan } from './plan-types.ts';

/** changesNothing: the recorded status is the planned one and there is nothing to do. */
export function changesNothing(facts: Facts, plan: Plan): boolean {
  return plan.actions.length === 0 && isSame(facts.run.status ?? {}, plan.status);
}

/** isSame compares two JSON values; the order of an object's fields does not matter. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return Object.is(one, other);
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
