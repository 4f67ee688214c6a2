import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RecordSplitter, type Envelope } from './record-splitter.ts';

interface Split {
  readonly records: unknown[];
  readonly envelope: Envelope;
}

function split(bytes: Uint8Array, cuts: readonly number[] = []): Split {
  const splitter = new RecordSplitter();
  const records: unknown[] = [];
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  edges.slice(1).forEach((end, index) => {
    const texts = splitter.push(bytes.subarray(edges[index], end));
    records.push(...texts.map((text): unknown => JSON.parse(text)));
  });
  return { records, envelope: splitter.finish() };
}

const record = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 }));
const answer = fc.record({
  '@odata.context': fc.string({ unit: 'grapheme' }),
  value: fc.array(record, { maxLength: 8 }),
  nested: fc.jsonValue({ maxDepth: 3 }),
});

describe('RecordSplitter', () => {
  it('gives the same records wherever the bytes are cut, compact or indented', () => {
    fc.assert(
      fc.property(
        answer,
        fc.constantFrom(undefined, 2, '\r\n\t'),
        fc.array(fc.nat(), { maxLength: 12 }),
        (...[value, indent, cuts]) => {
          const bytes = Buffer.from(JSON.stringify(value, undefined, indent));
          expect(split(bytes, cuts).records).toEqual(
            (JSON.parse(JSON.stringify(value)) as typeof value).value,
          );
        },
      ),
    );
  });

  it('gives the same records when every byte arrives alone', () => {
    const value = [{ a: '"\\]}é😀', b: [{}, []] }, {}];
    const bytes = Buffer.from(JSON.stringify({ value }));
    expect(split(bytes, [...bytes.keys()]).records).toEqual(value);
  });

  it('notices every cut: no proper prefix passes as a whole answer', () => {
    const bytes = Buffer.from('{"@odata.context":"x","value":[{"a":1},{"a":"}"}],"n":[1]}');
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => split(bytes.subarray(0, length))).toThrow();
    }
  });

  it('reads the count and the link around the records', () => {
    const text = '{"@odata.count":2,"value":[{"value":[1]},{}],"@odata.nextLink":"x?$skip=2"}';
    expect(split(Buffer.from(text))).toEqual({
      records: [{ value: [1] }, {}],
      envelope: { count: 2, nextLink: 'x?$skip=2' },
    });
  });

  it.each([
    ['an empty body', ''],
    ['an HTML page', '\n<!DOCTYPE HTML><html></html>'],
    ['no JSON object', '[]'],
    ['truncated JSON', '{"value":null}'],
    ['truncated JSON', '{"error":{"value":[{"a":1}]}}'],
    ['broken JSON between two records', '{"value":[{},,{}]}'],
    ['broken JSON between two records', '{"value":[1]}'],
    ['broken JSON between two records', '{"value":[{},]}'],
    ['broken JSON after a record', '{"value":[{}{}]}'],
    ['broken JSON', '{"value":[{}]}}'],
    ['a record above 1048576 bytes', `{"value":[{"a":"${'x'.repeat(1 << 20)}"}]}`],
    ['an envelope above 65536 bytes', `{"a":"${'x'.repeat(1 << 16)}"`],
  ])('refuses %s', (problem, text) => {
    expect(() => split(Buffer.from(text))).toThrow(problem);
  });

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"value":[{"a":"'),
      Buffer.from([0xff]),
      Buffer.from('"}]}'),
    ]);
    expect(() => split(bytes)).toThrow('bytes that are not UTF-8');
  });
});
