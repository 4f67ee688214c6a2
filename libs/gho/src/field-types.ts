import { createHash } from 'node:crypto';
import type { Fields } from './source-row.ts';

/**
 * Schema names the fields that occurred, in order, each with the JSON types it had, such as
 * `null|number`. A field that was null throughout tells nothing of its type.
 */
export type Schema = Readonly<Record<string, string>>;

/** FieldTypes collects which fields occurred and of which JSON types they were. */
export class FieldTypes {
  readonly #types = new Map<string, Set<string>>();

  add(fields: Fields): void {
    for (const name of Object.keys(fields)) {
      const type = jsonTypeOf(fields[name]);
      const types = this.#types.get(name);
      if (types === undefined) {
        this.#types.set(name, new Set([type]));
      } else {
        types.add(type);
      }
    }
  }

  schema(): Schema {
    const names = [...this.#types.keys()].sort();
    return Object.fromEntries(
      names.map((name) => [name, [...(this.#types.get(name) ?? [])].sort().join('|')]),
    );
  }
}

/** valueTypes leaves null out: whether a field happens to have gaps is content, not schema. */
export function valueTypes(types: string): readonly string[] {
  return types.split('|').filter((type) => type !== 'null' && type !== '');
}

/** schemaFingerprint returns 16 hexadecimal digits that change with a field or one of its value types. */
export function schemaFingerprint(schema: Schema): string {
  const lines = Object.entries(schema).map(
    ([name, types]) => `${name}:${valueTypes(types).join('|')}`,
  );
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
