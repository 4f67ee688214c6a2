import { Fingerprint } from './fingerprint.ts';
import type { FieldName } from './data-set-shape.ts';
import { isAbsent, type Row } from './row.ts';

/** FirstRow is the first row of a key. */
export interface FirstRow {
  /** Counts the keys of a data set, from 0. */
  readonly ordinal: number;
  readonly line: number;
}

/**
 * - `New`: the first row of its key, with that ordinal.
 * - `Equal`: says the same as an earlier row and adds nothing.
 * - `Conflicting`: says something else than an earlier row. Nobody can tell which one is right, so
 *   all versions are suspect; `first` is given when it was not known to be suspect before.
 */
export type KeySighting =
  | { readonly kind: 'Keyless' }
  | { readonly kind: 'New'; readonly ordinal: number }
  | { readonly kind: 'Equal' }
  | { readonly kind: 'Conflicting'; readonly first: FirstRow | undefined };

/** KeyFields says what identifies a row, and what two rows of one key have to agree on. */
export interface KeyFields {
  readonly key: readonly FieldName[];
  /** Part of the key without which a row names nothing at all. */
  readonly required: readonly FieldName[];
  readonly content: readonly FieldName[];
}

/**
 * KeyLedger remembers the keys of one data set, about 140 bytes a row, and is emptied between data sets; the
 * largest indicator of GHO has 245 784 rows. What it knows of a row is in lists of numbers: an object for each
 * would be moved about by every garbage collection.
 */
export class KeyLedger {
  readonly #fields: KeyFields;
  readonly #fingerprint = new Fingerprint();
  readonly #ordinals = new Map<string, number>();
  /** Of first rows, by ordinal. */
  #lines: number[] = [];
  #fingerprints: number[] = [];
  readonly #setAside = new Set<number>();
  /** Fingerprints of further versions, of the keys that are in conflict. */
  readonly #versions = new Map<number, Set<number>>();

  constructor(fields: KeyFields) {
    this.#fields = fields;
  }

  clear(): void {
    this.#ordinals.clear();
    this.#lines = [];
    this.#fingerprints = [];
    this.#setAside.clear();
    this.#versions.clear();
  }

  observe(row: Row, line: number): KeySighting {
    if (this.#fields.required.some((field) => isAbsent(row[field]))) {
      return { kind: 'Keyless' };
    }
    const key = keyText(row, this.#fields.key);
    const fingerprint = this.#contentOf(row);
    const ordinal = this.#ordinals.get(key);
    if (ordinal !== undefined) {
      return this.#sightAgain(ordinal, fingerprint);
    }
    const created = this.#lines.length;
    this.#ordinals.set(key, created);
    this.#lines.push(line);
    this.#fingerprints.push(fingerprint);
    return { kind: 'New', ordinal: created };
  }

  /** setAside notes that the first row of a key is set aside. Returns false if it was so before. */
  setAside(ordinal: number): boolean {
    const isFirstTime = !this.#setAside.has(ordinal);
    this.#setAside.add(ordinal);
    return isFirstTime;
  }

  #sightAgain(ordinal: number, fingerprint: number): KeySighting {
    const versions = this.#versions.get(ordinal);
    if (fingerprint === this.#fingerprints[ordinal] || versions?.has(fingerprint) === true) {
      return { kind: 'Equal' };
    }
    if (versions !== undefined) {
      versions.add(fingerprint);
      return { kind: 'Conflicting', first: undefined };
    }
    this.#versions.set(ordinal, new Set([fingerprint]));
    return { kind: 'Conflicting', first: { ordinal, line: this.#lines[ordinal] ?? 0 } };
  }

  #contentOf(row: Row): number {
    const hash = this.#fingerprint.reset();
    for (const field of this.#fields.content) {
      hash.add(row[field]);
    }
    return hash.digest();
  }
}

/**
 * keyText joins the key with a separator that codes cannot hold; absent differs from any text. A text that
 * grew by `+=` would be remembered as the tree of its parts, which is several times as large.
 */
function keyText(row: Row, key: readonly FieldName[]): string {
  const parts: string[] = [];
  for (const field of key) {
    const value = row[field];
    if (isAbsent(value)) {
      parts.push('\u0001');
    } else {
      parts.push('\u0002', typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  return parts.join('');
}
