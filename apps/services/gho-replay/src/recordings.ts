import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ReplayRow } from './replay-row.ts';

const unpack = promisify(gunzip);

export interface RecordingsOptions {
  /** Folder with one subfolder per pull, and `metadata`. */
  readonly folder: string;
  /** Pulls to look into, the preferred one first. */
  readonly pulls: readonly string[];
}

const codePattern = /^[A-Za-z0-9_.-]+$/;

/** The largest recordings take about 8 MB each; a run walks through the indicators one by one. */
const maximumKept = 4;

/** Recordings reads recorded answers when they are asked for and keeps the last few. */
export class Recordings {
  readonly #options: RecordingsOptions;
  readonly #kept = new Map<string, readonly ReplayRow[]>();

  constructor(options: RecordingsOptions) {
    this.#options = options;
  }

  /** indicator returns the rows of the preferred pull that has the code. */
  async indicator(code: string): Promise<readonly ReplayRow[] | undefined> {
    for (const pull of this.#options.pulls) {
      const rows = await this.#load(join(pull, code), code);
      if (rows !== undefined) {
        return rows;
      }
    }
    return undefined;
  }

  async dimension(code: string): Promise<readonly ReplayRow[] | undefined> {
    return this.#load(join('metadata', `DIMENSION_${code}`), code);
  }

  async catalogue(): Promise<readonly ReplayRow[]> {
    return (await this.#load(join('metadata', 'Indicator'), 'Indicator')) ?? [];
  }

  /** The page that a client of 2020 saved as if it were data. */
  async errorPage(): Promise<string> {
    return readFile(join(this.#options.folder, 'verbatim', 'failed-body-503.html'), 'utf8');
  }

  async #load(name: string, code: string): Promise<readonly ReplayRow[] | undefined> {
    if (!codePattern.test(code)) {
      return undefined;
    }
    const rows = this.#kept.get(name) ?? (await this.#read(name));
    if (rows !== undefined) {
      this.#keep(name, rows);
    }
    return rows;
  }

  async #read(name: string): Promise<readonly ReplayRow[] | undefined> {
    const path = join(this.#options.folder, `${name}.json`);
    const compressed = await readIfPresent(`${path}.gz`);
    const bytes = compressed === undefined ? await readIfPresent(path) : await unpack(compressed);
    return bytes === undefined ? undefined : splitRecords(bytes.toString('utf8'));
  }

  /** A Map iterates in the order of insertion, so the first key is the least recently used one. */
  #keep(name: string, rows: readonly ReplayRow[]): void {
    this.#kept.delete(name);
    this.#kept.set(name, rows);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maximumKept && oldest !== undefined) {
      this.#kept.delete(oldest);
    }
  }
}

async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

const start = '"value":[';

/**
 * splitRecords cuts a recorded answer into the texts of its records. Records are flat, so `},{"`
 * occurs between two of them only: inside a string the quote would be escaped.
 */
function splitRecords(text: string): readonly ReplayRow[] {
  const from = text.indexOf(start);
  const to = text.lastIndexOf(']');
  if (from === -1) {
    // A verbatim file, indented as the source of that time sent it.
    return (JSON.parse(text) as { value: Record<string, unknown>[] }).value.map((fields) =>
      ReplayRow.of(fields),
    );
  }
  const body = text.slice(from + start.length, to);
  if (body === '') {
    return [];
  }
  return body
    .slice(1, -1)
    .split(/\},\{(?=")/)
    .map((record) => new ReplayRow(`{${record}}`));
}
