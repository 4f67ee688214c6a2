import { createHash, hash } from 'node:crypto';
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
export function canonicalRow(fields: Fields, names = canonicalOrder(Object.keys(fields))): string {
  return JSON.stringify(names.map((name) => [name, fields[name]]));
}

/** canonicalOrder takes the names of a row's fields and returns those that count, sorted. */
function canonicalOrder(names: readonly string[]): readonly string[] {
  return names.filter((name) => !volatileFields.has(name)).sort();
}

/** OrderMemory knows the order of the last row's fields: the rows of one pull have the same ones. */
class OrderMemory {
  #names: readonly string[] = [];
  #order: readonly string[] = [];

  orderOf(fields: Fields): readonly string[] {
    const names = Object.keys(fields);
    if (!isSameList(names, this.#names)) {
      this.#names = names;
      this.#order = canonicalOrder(names);
    }
    return this.#order;
  }
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index]);
}

/**
 * ContentHash digests a pull independently of row order, field order and Ids: SHA-256 over the
 * sorted SHA-256 of the canonical rows. Sorting digests instead of rows by their key gives the same
 * independence, also for equal keys, and needs 40 bytes a row.
 */
export class ContentHash {
  readonly #rows = new DigestList();
  readonly #memory = new OrderMemory();

  add(fields: Fields): void {
    this.#rows.push(hash('sha256', canonicalRow(fields, this.#memory.orderOf(fields)), 'buffer'));
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
