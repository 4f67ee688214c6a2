import { Fingerprint } from './fingerprint.ts';
import { isAbsent, naturalKeyFields, requiredKeyFields, type FieldName, type Row } from './row.ts';

/** What two rows of one key have to agree on. Id and Date say when WHO stored a row, not what it says. */
const contentFields = [
  'TimeDimType',
  'TimeDim',
  'TimeDimensionBegin',
  'TimeDimensionEnd',
  'ParentLocationCode',
  'ParentLocation',
  'DataSourceDimType',
  'Value',
  'NumericValue',
  'Low',
  'High',
  'Comments',
] as const satisfies readonly FieldName[];

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

/**
 * KeyLedger remembers the keys of one partition, about 200 bytes a row. Since every partition holds
 * one indicator and the key starts with it, the ledger is emptied between partitions; the largest
 * indicator of GHO has 245 784 rows.
 */
export class KeyLedger {
  readonly #entries = new Map<string, KeyEntry>();
  readonly #fingerprint = new Fingerprint();

  clear(): void {
    this.#entries.clear();
  }

  observe(row: Row, line: number): KeySighting {
    if (requiredKeyFields.some((field) => isAbsent(row[field]))) {
      return { kind: 'Keyless' };
    }
    const key = keyText(row);
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
    for (const field of contentFields) {
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
function keyText(row: Row): string {
  let text = '';
  for (const field of naturalKeyFields) {
    const value = row[field];
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    text += isAbsent(value) ? '\u0001' : `\u0002${shown}`;
  }
  return text;
}
