import { createHash } from 'node:crypto';
import { DigestList } from './digest-list.ts';
import { naturalKeyFields, type GhoResource } from './resource.ts';
import type { Fields } from './source-row.ts';

/** The source renumbers rows at each reload; older pulls spell the field in capitals. */
const volatileFields = new Set(['Id', 'ID']);

/** naturalKey is the JSON list of the values that identify a row; an absent field reads as null. */
export function naturalKey(fields: Fields, kind: GhoResource['kind']): string {
  return JSON.stringify(naturalKeyFields[kind].map((name) => fields[name] ?? null));
}

/** canonicalRow is equal for rows of equal content: no Id, fields by name, numbers by value. */
export function canonicalRow(fields: Fields): string {
  const names = Object.keys(fields).filter((name) => !volatileFields.has(name));
  return JSON.stringify(names.sort().map((name) => [name, fields[name]]));
}

/**
 * ContentHash digests a pull independently of row order, field order and Ids: SHA-256 over the
 * sorted SHA-256 of the canonical rows. Sorting digests instead of rows by their key gives the same
 * independence, also for equal keys, and needs 36 bytes a row.
 */
export class ContentHash {
  readonly #rows = new DigestList();

  add(fields: Fields): void {
    this.#rows.push(createHash('sha256').update(canonicalRow(fields)).digest());
  }

  /** digest returns 64 hexadecimal digits; rows may be added further afterwards. */
  digest(): string {
    const total = createHash('sha256');
    for (const row of this.#rows.sorted()) {
      total.update(row);
    }
    return total.digest('hex');
  }
}
