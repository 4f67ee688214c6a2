import { Fingerprint } from './fingerprint.ts';
import type { FieldName } from './data-set-shape.ts';
import { isAbsent, type Row } from './row.ts';

/** KeyEntry is the first row of a key. */
export interface KeyEntry {
  readonly line: number;
  readonly fingerprint: number;
  /** Set by whoever sets rows aside, so that a row is counted once only. */
  isQuarantined: boolean;
  /** Fingerprints of the other versions; present once the key is in conflict. */
  others?: Set<number>;
}

/**
 * - `New`: the first row of its key.
 * - `Equal`: says the same as an earlier row and adds nothing.
 * - `Conflicting`: says something else than an earlier row. Nobody can tell which one is right, so
 *   all versions are suspect; `first` is given when it was not known to be suspect before.
 */
export type KeySighting =
  | { readonly kind: 'Keyless' }
  | { readonly kind: 'New'; readonly entry: KeyEntry }
  | { readonly kind: 'Equal' }
  | { readonly kind: 'Conflicting'; readonly first: KeyEntry | undefined };

/** KeyFields says what identifies a row, and what two rows of one key have to agree on. */
export interface KeyFields {
  readonly key: readonly FieldName[];
  /** Part of the key without which a row names nothing at all. */
  readonly required: readonly FieldName[];
  readonly content: readonly FieldName[];
}

/**
 * KeyLedger remembers the keys of one data set, about 200 bytes a row, and is emptied between data sets;
 * the largest indicator of GHO has 245 784 rows.
 */
export class KeyLedger {
  readonly #fields: KeyFields;
  readonly #entries = new Map<string, KeyEntry>();
  readonly #fingerprint = new Fingerprint();

  constructor(fields: KeyFields) {
    this.#fields = fields;
  }

  clear(): void {
    this.#entries.clear();
  }

  observe(row: Row, line: number): KeySighting {
    if (this.#fields.required.some((field) => isAbsent(row[field]))) {
      return { kind: 'Keyless' };
    }
    const key = keyText(row, this.#fields.key);
    const fingerprint = this.#contentOf(row);
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      const created: KeyEntry = { line, fingerprint, isQuarantined: false };
      this.#entries.set(key, created);
      return { kind: 'New', entry: created };
    }
    return sightAgain(entry, fingerprint);
  }

  #contentOf(row: Row): number {
    const hash = this.#fingerprint.reset();
    for (const field of this.#fields.content) {
      hash.add(row[field]);
    }
    return hash.digest();
  }
}

function sightAgain(entry: KeyEntry, fingerprint: number): KeySighting {
  if (fingerprint === entry.fingerprint || entry.others?.has(fingerprint) === true) {
    return { kind: 'Equal' };
  }
  const first = entry.others === undefined ? entry : undefined;
  entry.others ??= new Set();
  entry.others.add(fingerprint);
  return { kind: 'Conflicting', first };
}

/** keyText joins the key with a separator that codes cannot hold; absent differs from any text. */
function keyText(row: Row, key: readonly FieldName[]): string {
  let text = '';
  for (const field of key) {
    const value = row[field];
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    text += isAbsent(value) ? '\u0001' : `\u0002${shown}`;
  }
  return text;
}
