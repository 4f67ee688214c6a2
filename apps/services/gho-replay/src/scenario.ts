import { BadScenarioError } from './bad-scenario.ts';
import { dirtNames, type Dirt, type DirtName } from './dirt.ts';
import { habitNames, type Habit, type HabitName } from './habit.ts';

/** Scenario is what the address asks the replay to do besides answering properly. */
export interface Scenario {
  /** Keeps the counters of parallel tests apart. */
  readonly session: string;
  readonly habits: readonly Habit[];
  readonly dirt: readonly Dirt[];
}

export const properScenario: Scenario = { session: '', habits: [], dirt: [] };

/** How many requests per resource misbehave unless the address says so. */
const defaultTimes = 2;

/** How many rows are soiled unless the address says so. */
const defaultRows = 10;

const entryPattern = /^([a-z0-9-]+?)(?::(\d{1,9}))?(?:@([A-Za-z0-9_.-]+))?$/;

/**
 * parseScenario reads `name[:number][@CODE],...`, for example `html-503:1,interval-breach:40@UHC_INDEX_REPORTED`.
 * It throws BadScenarioError, which names the entry it does not understand.
 */
export function parseScenario(text: string, session: string): Scenario {
  const habits: Habit[] = [];
  const dirt: Dirt[] = [];
  for (const entry of text.split(',')) {
    const [, name = '', digits, code] = entryPattern.exec(entry) ?? [];
    const number = digits === undefined ? undefined : Number(digits);
    if (isOneOf(habitNames, name)) {
      habits.push({ name, times: number ?? defaultTimes, code });
    } else if (isOneOf(dirtNames, name)) {
      dirt.push({ name, rows: number ?? defaultRows, code });
    } else {
      const allowed = [...habitNames, ...dirtNames].join(', ');
      throw new BadScenarioError(`scenario "${entry}" is unknown, expected one of ${allowed}`);
    }
  }
  return { session, habits, dirt };
}

function isOneOf<T extends HabitName | DirtName>(names: readonly T[], name: string): name is T {
  return names.some((candidate) => candidate === name);
}
