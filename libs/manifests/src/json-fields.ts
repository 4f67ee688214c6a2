import { shorten } from '@gho-platform/run-core';

/** Json is what JSON.parse may return for an object; every read is checked. */
export type Json = Readonly<Record<string, unknown>>;

/** The field as an object, or nothing. */
export function objectField(from: Json, key: string): Json | undefined {
  const value = ownField(from, key);
  return isObject(value) ? value : undefined;
}

/** The objects in an array field, at most `maxItems`; anything else in it is left out. */
export function objectsField(from: Json, key: string, maxItems: number): readonly Json[] {
  const value = ownField(from, key);
  return Array.isArray(value) ? value.filter(isObject).slice(0, maxItems) : [];
}

/** The text in a field, cut to `maxLength`; an empty text counts as absent. */
export function textField(from: Json, key: string, maxLength: number): string | undefined {
  return boundedText(ownField(from, key), maxLength);
}

/** The texts in an array field, at most `maxItems` of `maxLength`. */
export function textsField(
  from: Json,
  key: string,
  bounds: { readonly maxItems: number; readonly maxLength: number },
): readonly string[] {
  const value = ownField(from, key);
  if (!Array.isArray(value)) return [];
  return value
    .map((item) => boundedText(item, bounds.maxLength))
    .filter((item) => item !== undefined)
    .slice(0, bounds.maxItems);
}

/** The count in a field: an integer from 0 that JSON keeps exactly. */
export function countField(from: Json, key: string): number | undefined {
  const value = ownField(from, key);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The boolean in a field. */
export function booleanField(from: Json, key: string): boolean | undefined {
  const value = ownField(from, key);
  return typeof value === 'boolean' ? value : undefined;
}

/** Only own fields, so that a key such as __proto__ or constructor means nothing. */
function ownField(from: Json, key: string): unknown {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function boundedText(value: unknown, maxLength: number): string | undefined {
  return typeof value === 'string' && value !== '' ? shorten(value, maxLength) : undefined;
}

/** An object without the fields that are undefined. */
export function defined<T extends object>(fields: {
  readonly [K in keyof T]: T[K] | undefined;
}): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** The text as one JSON object, or nothing. */
export function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
