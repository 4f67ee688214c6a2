import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeResult, maximumResultBytes, truncate } from './encode-result.ts';
import type { StageResult } from './result.ts';

/** Any UTF-16, lone surrogates and control characters included, sometimes very long. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'binary', minLength: 300, maxLength: 1500 }),
);
const count = fc.nat();
const finding = fc.record({
  check: text,
  severity: text,
  outcome: text,
  rows: count,
  examples: fc.array(text, { maxLength: 6 }),
});
const anyResult: fc.Arbitrary<StageResult> = fc.record(
  {
    outputs: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), text, { maxKeys: 18 }),
    rows: fc.record({ read: count, written: count }),
    quality: fc.record({
      checks: count,
      passed: count,
      warned: count,
      failed: count,
      worst: fc.array(finding, { maxLength: 8 }),
    }),
    tests: fc.record({
      total: count,
      passed: count,
      failed: count,
      warned: count,
      failures: fc.array(text, { maxLength: 40 }),
    }),
    reason: text,
    message: text,
  },
  { requiredKeys: [] },
);

describe('encodeResult', () => {
  it('always gives JSON that fits the termination message', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const { text: encoded } = encodeResult(result);
        expect(Buffer.byteLength(encoded, 'utf8')).toBeLessThanOrEqual(maximumResultBytes);
        expect(typeof JSON.parse(encoded)).toBe('object');
      }),
    );
  });

  it('keeps outputs and counts whole whenever the result is usable', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const { text: encoded, isUsable } = encodeResult(result);
        const decoded = JSON.parse(encoded) as StageResult;
        fc.pre(isUsable);
        expect(decoded.outputs).toEqual(result.outputs && { ...result.outputs });
        expect(decoded.rows).toEqual(result.rows && { ...result.rows });
        expect(decoded.quality?.failed).toBe(result.quality?.failed);
        expect(decoded.tests?.total).toBe(result.tests?.total);
      }),
    );
  });

  it('keeps five findings with three examples when they fit', () => {
    const worst = Array.from({ length: 7 }, (_, index) => ({
      check: `check_${index}`,
      severity: 'Quarantine',
      outcome: 'Failed',
      rows: index,
      examples: ['a', 'b', 'c', 'd'],
    }));
    const quality = { checks: 9, passed: 2, warned: 0, failed: 7, worst };
    const decoded = JSON.parse(encodeResult({ quality }).text) as StageResult;
    expect(decoded.quality?.worst).toHaveLength(5);
    expect(decoded.quality?.worst?.[0]?.examples).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['a name with a dash', { 'load-id': 'x' }, 'output name "load-id" must match'],
    ['a value above 256 characters', { a: 'x'.repeat(257) }, 'output a has 257 characters'],
    [
      'seventeen outputs',
      Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`o${index}`, ''])),
      'stage declared 17 outputs, at most 16 are allowed',
    ],
    [
      'values that fit alone but not together',
      Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`o${index}`, 'é'.repeat(256)])),
      'result needs more than 4096 bytes even without details',
    ],
  ])('is not usable with %s', (_sentence, outputs, message) => {
    const encoded = encodeResult({ outputs });
    expect(encoded.isUsable).toBe(false);
    expect(encoded.text).toContain(JSON.stringify(message).slice(1, -1));
  });
});

describe('truncate', () => {
  it('never cuts a character in half', () => {
    expect(truncate('ab😀cd', 4)).toBe('ab…');
  });
});
