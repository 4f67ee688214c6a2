import { ConfigurationError } from './errors.ts';
import { truncate } from './encode-result.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface NumberRule {
  readonly fallback?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface TextRule {
  readonly fallback?: string;
  readonly pattern?: RegExp;
  /** What is allowed, in words, for the error message. */
  readonly allowed?: string;
}

export interface ListRule {
  readonly fallback?: readonly string[];
  readonly pattern?: RegExp;
  /** Default 1: an empty list is almost always a forgotten parameter. */
  readonly minimumEntries?: number;
}

/**
 * readEnvironment builds a frozen configuration and reports every problem at once in one
 * ConfigurationError. `build` runs to its end even when fields are wrong (a wrong field reads as its
 * fallback or as an empty value), so it must only copy values.
 */
export function readEnvironment<T extends object>(
  environment: Environment,
  build: (reader: EnvironmentReader) => T,
): Readonly<T> {
  const reader = new EnvironmentReader(environment);
  const configuration = build(reader);
  if (reader.problems.length > 0) {
    throw new ConfigurationError(`configuration is invalid: ${reader.problems.join('; ')}`);
  }
  return Object.freeze(configuration);
}

/** EnvironmentReader reads typed fields and collects what is wrong; an empty value counts as absent. */
export class EnvironmentReader {
  readonly problems: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: string, rule: TextRule = {}): string {
    const value = this.#value(name);
    if (value === undefined) {
      return rule.fallback ?? this.#missing(name, rule.allowed ?? 'a text', '');
    }
    if (rule.pattern !== undefined && !rule.pattern.test(value)) {
      this.#reject(name, value, rule.allowed ?? `to match ${rule.pattern.source}`);
    }
    return value;
  }

  optionalText(name: string, rule: Omit<TextRule, 'fallback'> = {}): string | undefined {
    return this.#value(name) === undefined ? undefined : this.text(name, rule);
  }

  /** secret reads a required value that never appears in a message. */
  secret(name: string): string {
    return this.#value(name) ?? this.#missing(name, 'a secret', '');
  }

  integer(name: string, rule: NumberRule = {}): number {
    return this.#numeric(name, rule, { kind: 'an integer', shape: /^[+-]?\d{1,15}$/ });
  }

  number(name: string, rule: NumberRule = {}): number {
    return this.#numeric(name, rule, { kind: 'a number', shape: /^[+-]?\d{1,15}(\.\d{1,15})?$/ });
  }

  boolean(name: string, fallback: boolean): boolean {
    return this.choice(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
  }

  choice<const T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = this.#value(name) ?? fallback;
    const chosen = allowed.find((candidate) => candidate === value);
    if (chosen === undefined) {
      this.#reject(name, value, `one of ${allowed.join(', ')}`);
    }
    return chosen ?? fallback;
  }

  /** date reads a calendar day as YYYY-MM-DD. */
  date(name: string): string {
    const value = this.text(name, { allowed: 'a date as YYYY-MM-DD' });
    if (value !== '' && !isCalendarDay(value)) {
      this.#reject(name, value, 'a date as YYYY-MM-DD');
    }
    return value;
  }

  /** list reads comma separated entries, trimmed; a repeated entry is a problem. */
  list(name: string, rule: ListRule = {}): readonly string[] {
    const value = this.#value(name);
    if (value === undefined && rule.fallback !== undefined) {
      return rule.fallback;
    }
    const entries = splitList(value ?? '');
    if (entries.length < (rule.minimumEntries ?? 1)) {
      return this.#missing(name, 'a comma separated list', []);
    }
    const { pattern = /^/ } = rule;
    for (const entry of entries.filter((candidate) => !pattern.test(candidate))) {
      this.#reject(name, entry, `entries to match ${pattern.source}`);
    }
    if (new Set(entries).size < entries.length) {
      this.#reject(name, entries.join(','), 'each entry once');
    }
    return entries;
  }

  /** url reads an absolute http(s) address without credentials in it. */
  url(name: string, fallback?: string): URL {
    const value = this.#value(name) ?? fallback;
    const allowed = 'an absolute http or https URL without credentials';
    const placeholder = new URL('http://invalid.invalid/');
    if (value === undefined) {
      return this.#missing(name, allowed, placeholder);
    }
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
      this.#reject(name, value, allowed);
      return placeholder;
    }
    if (url.username !== '' || url.password !== '') {
      this.#reject(name, `${url.protocol}//***@${url.host}/`, allowed);
    }
    return url;
  }

  #numeric(name: string, rule: NumberRule, form: { kind: string; shape: RegExp }): number {
    const value = this.#value(name);
    const allowed = rangeText(form.kind, rule);
    if (value === undefined) {
      return rule.fallback ?? this.#missing(name, allowed, 0);
    }
    const parsed = form.shape.test(value) ? Number(value) : Number.NaN;
    const isInRange = parsed >= (rule.minimum ?? -Infinity) && parsed <= (rule.maximum ?? Infinity);
    if (!isInRange) {
      this.#reject(name, value, allowed);
    }
    return parsed;
  }

  #value(name: string): string | undefined {
    const value = this.#environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  #missing<T>(name: string, allowed: string, placeholder: T): T {
    this.problems.push(`${name} is missing, expected ${allowed}`);
    return placeholder;
  }

  #reject(name: string, value: string, allowed: string): void {
    const shown = looksSecret(name) ? '(hidden)' : `"${truncate(value, 80)}"`;
    this.problems.push(`${name} is ${shown}, expected ${allowed}`);
  }
}

/** looksSecret errs on the safe side: a hidden harmless value costs little. */
export function looksSecret(name: string): boolean {
  return /password|passwd|secret|token|credential|(^|_)key/i.test(name);
}

function splitList(value: string): string[] {
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function isCalendarDay(value: string): boolean {
  const day = new Date(`${value}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(day.getTime()) &&
    day.toISOString().startsWith(value)
  );
}

function rangeText(kind: string, { minimum, maximum }: NumberRule): string {
  const lower = minimum === undefined ? '' : ` from ${minimum}`;
  const upper = maximum === undefined ? '' : ` up to ${maximum}`;
  return `${kind}${lower}${upper}`;
}
