import { valueTypes, type GhoResource, type Schema } from '@gho-platform/gho';
import { SchemaDriftError } from './errors.ts';
import type { Manifest } from './manifest.ts';

/** What to do when a data set has another schema than before: `Halt` publishes nothing. */
export const schemaDriftPolicies = ['Record', 'Halt'] as const;

export type SchemaDriftPolicy = (typeof schemaDriftPolicies)[number];

export interface SchemaChange {
  readonly field: string;
  /** `Retyped` compares the types of values; gaps do not count. */
  readonly change: 'Added' | 'Removed' | 'Retyped';
  /** JSON types such as `null|number`; absent for a field that was added. */
  readonly was?: string;
  /** Absent for a field that was removed. */
  readonly is?: string;
}

export interface SchemaDrift {
  /** Ingestion date, YYYY-MM-DD, of the last earlier day that had rows. */
  readonly comparedWith: string;
  readonly changes: readonly SchemaChange[];
}

/** driftSince returns how a schema differs from the one of an earlier manifest, if it does. */
export function driftSince(earlier: Manifest, schema: Schema): SchemaDrift | undefined {
  const changes = compareSchemas(schemaOf(earlier), schema);
  return changes.length === 0 ? undefined : { comparedWith: earlier.ingestionDate, changes };
}

/** compareSchemas returns every difference, by field. */
export function compareSchemas(before: Schema, now: Schema): readonly SchemaChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return fields.flatMap((field) => changeOf(field, before[field], now[field]) ?? []);
}

/** describeChange is for people: `NumericValue was number, is null|string`. */
export function describeChange({ field, was, is }: SchemaChange): string {
  if (was === undefined) return `${field} is new (${is ?? ''})`;
  return is === undefined ? `${field} is gone (was ${was})` : `${field} was ${was}, is ${is}`;
}

/** driftError names each field with its old and new type. */
export function driftError(
  { kind, code }: GhoResource,
  { comparedWith, changes }: SchemaDrift,
): SchemaDriftError {
  const list = changes.map(describeChange).join('; ');
  return new SchemaDriftError(
    `${kind} ${code} has another schema than on ${comparedWith}: ${list}`,
  );
}

function changeOf(
  field: string,
  was: string | undefined,
  is: string | undefined,
): SchemaChange | undefined {
  if (was === undefined) return is === undefined ? undefined : { field, change: 'Added', is };
  if (is === undefined) return { field, change: 'Removed', was };
  const [before, now] = [valueTypes(was), valueTypes(is)];
  const isKnown = before.length > 0 && now.length > 0;
  return isKnown && before.join() !== now.join()
    ? { field, change: 'Retyped', was, is }
    : undefined;
}

/** Manifests of version 0.1.0 name fields without their types: of those only names can be compared. */
function schemaOf({ schema, fields }: Manifest): Schema {
  return schema ?? Object.fromEntries(fields.map((name) => [name, 'null']));
}
