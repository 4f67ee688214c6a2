/**
 * RecordSplitter cuts an OData answer `{..., "value": [{...}, {...}], ...}` into the texts of its
 * records while the bytes arrive, so that memory holds one record and one chunk, never the body.
 * It only finds boundaries; JSON.parse judges each record and, at the end, the envelope around them.
 */
export class RecordSplitter {
  #phase: Phase = 'head';
  readonly #nesting = new Nesting();
  /** The answer without its records; grows only in the phases head and tail. */
  readonly #envelope: number[] = [];
  #unfinished: Uint8Array[] = [];
  #unfinishedBytes = 0;
  #stringStart = 0;
  #lastString = '';
  #key = '';
  #hasRecords = false;

  /** push takes the next bytes and returns the records completed by them. */
  push(chunk: Uint8Array): string[] {
    const records: string[] = [];
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#phase === 'record') {
        offset = this.#scanRecord(chunk, offset, records);
      } else {
        this.#step(chunk[offset] ?? 0);
        // The brace that opens a record belongs to it, so it is scanned again.
        offset += this.#phaseIs('record') ? 0 : 1;
      }
    }
    return records;
  }

  /** finish returns the envelope, with an empty `value`, or throws when the answer was cut. */
  finish(): Envelope {
    if (this.#envelope.length === 0) {
      throw new MalformedAnswerError('an empty body');
    }
    const envelope =
      this.#phase === 'tail' ? parseObject(decode(Buffer.from(this.#envelope))) : undefined;
    if (!Array.isArray(envelope?.value) || envelope.value.length > 0) {
      throw new MalformedAnswerError('truncated JSON');
    }
    const { '@odata.count': count, '@odata.nextLink': nextLink } = envelope;
    return {
      count: typeof count === 'number' ? count : undefined,
      nextLink: typeof nextLink === 'string' ? nextLink : undefined,
    };
  }

  /** A method, because a comparison would be narrowed by the check that precedes a step. */
  #phaseIs(phase: Phase): boolean {
    return this.#phase === phase;
  }

  #step(byte: number): void {
    switch (this.#phase) {
      case 'head':
        this.#stepHead(byte);
        break;
      case 'between':
        this.#stepBetween(byte);
        break;
      case 'separator':
        this.#stepSeparator(byte);
        break;
      case 'record':
        break;
      case 'tail':
        this.#keep(byte);
        break;
    }
  }

  #stepHead(byte: number): void {
    if (this.#envelope.length === 0) {
      if (isSpace(byte)) {
        return;
      }
      if (byte !== openBrace) {
        throw new MalformedAnswerError(byte === lessThan ? 'an HTML page' : 'no JSON object');
      }
    }
    const wasInString = this.#nesting.isInString;
    const { depth } = this.#nesting;
    this.#keep(byte);
    this.#nesting.step(byte);
    this.#noteString(wasInString);
    if (wasInString || depth !== 1) {
      return;
    }
    if (byte === colon) {
      this.#key = this.#lastString;
    } else if (byte === openBracket && this.#key === '"value"') {
      this.#phase = 'between';
      this.#nesting.reset();
    }
  }

  #noteString(wasInString: boolean): void {
    const { isInString } = this.#nesting;
    if (!wasInString && isInString) {
      this.#stringStart = this.#envelope.length - 1;
    } else if (wasInString && !isInString) {
      this.#lastString = decode(Buffer.from(this.#envelope.slice(this.#stringStart)));
    }
  }

  #stepBetween(byte: number): void {
    if (byte === openBrace) {
      this.#phase = 'record';
      this.#hasRecords = true;
    } else if (byte === closeBracket && !this.#hasRecords) {
      this.#closeArray(byte);
    } else if (!isSpace(byte)) {
      throw new MalformedAnswerError('broken JSON between two records');
    }
  }

  #stepSeparator(byte: number): void {
    if (byte === comma) {
      this.#phase = 'between';
    } else if (byte === closeBracket) {
      this.#closeArray(byte);
    } else if (!isSpace(byte)) {
      throw new MalformedAnswerError('broken JSON after a record');
    }
  }

  #closeArray(byte: number): void {
    this.#phase = 'tail';
    this.#keep(byte);
  }

  #scanRecord(chunk: Uint8Array, start: number, records: string[]): number {
    const end = this.#nesting.findClose(chunk, start);
    if (end === undefined) {
      this.#hold(chunk.subarray(start));
      return chunk.length;
    }
    this.#hold(chunk.subarray(start, end));
    records.push(decode(Buffer.concat(this.#unfinished)));
    this.#unfinished = [];
    this.#unfinishedBytes = 0;
    this.#phase = 'separator';
    return end;
  }

  #hold(part: Uint8Array): void {
    this.#unfinished.push(part);
    this.#unfinishedBytes += part.length;
    if (this.#unfinishedBytes > maximumRecordBytes) {
      throw new MalformedAnswerError(`a record above ${maximumRecordBytes} bytes`);
    }
  }

  #keep(byte: number): void {
    this.#envelope.push(byte);
    if (this.#envelope.length > maximumEnvelopeBytes) {
      throw new MalformedAnswerError(`an envelope above ${maximumEnvelopeBytes} bytes`);
    }
  }
}

/** Envelope is what an OData answer says about its records. */
export interface Envelope {
  readonly count: number | undefined;
  readonly nextLink: string | undefined;
}

/** MalformedAnswerError says what came instead of an OData answer, to go behind "answered with". */
export class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
}

/** parseObject reads one JSON object and turns a syntax error into a malformed answer. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new MalformedAnswerError('broken JSON', { cause });
  }
}

/** `between` waits for a record, `separator` for what follows one. */
type Phase = 'head' | 'between' | 'record' | 'separator' | 'tail';

/** Records are about 590 bytes; the bounds only keep a hostile or broken answer from filling memory. */
const maximumRecordBytes = 1024 * 1024;
const maximumEnvelopeBytes = 64 * 1024;

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const lessThan = 0x3c;

/** 1 for each byte that neither opens nor closes anything, nor escapes. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(![quote, backslash, openBrace, closeBrace, openBracket, closeBracket].includes(byte)),
);

/** Nesting follows strings and brackets byte by byte; UTF-8 never hides an ASCII byte in a character. */
class Nesting {
  depth = 0;
  isInString = false;
  #isEscaped = false;

  step(byte: number): void {
    if (this.isInString) {
      this.#stepString(byte);
    } else if (byte === quote) {
      this.isInString = true;
    } else if (byte === openBrace || byte === openBracket) {
      this.depth += 1;
    } else if (byte === closeBrace || byte === closeBracket) {
      this.depth -= 1;
    }
  }

  /** findClose follows bytes until the outermost bracket closes, and returns the offset behind it. */
  findClose(chunk: Uint8Array, start: number): number | undefined {
    for (let offset = start; offset < chunk.length; offset += 1) {
      const byte = chunk[offset] ?? 0;
      // Most bytes mean nothing to the nesting; a call for each would take half of the time.
      if (isPlain[byte] === 1 && !this.#isEscaped) continue;
      this.step(byte);
      if (this.depth === 0) return offset + 1;
    }
    return undefined;
  }

  reset(): void {
    this.depth = 0;
  }

  #stepString(byte: number): void {
    if (this.#isEscaped) {
      this.#isEscaped = false;
    } else if (byte === backslash) {
      this.#isEscaped = true;
    } else if (byte === quote) {
      this.isInString = false;
    }
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new MalformedAnswerError('bytes that are not UTF-8', { cause });
  }
}
