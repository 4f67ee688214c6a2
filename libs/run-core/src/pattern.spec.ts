import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern } from './pattern.ts';

function matches(pattern: string, value: string): boolean {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(compiled.problem);
  return compiled.matches(value);
}

const cases: Record<string, { pattern: string; fits: string[]; fitsNot: string[] }> = {
  'matches the whole value': { pattern: 'ab', fits: ['ab'], fitsNot: ['', 'a', 'abc', 'xab'] },
  'takes anchors at the ends for granted': { pattern: '^ab$', fits: ['ab'], fitsNot: ['b'] },
  'reads lists of indicator codes': {
    pattern: '[A-Z0-9_]+(,[A-Z0-9_]+)*',
    fits: ['WHOSIS_000001', 'A,B,C'],
    fitsNot: ['', 'a', 'A,', ',A', 'A,,B'],
  },
  'counts repetitions': {
    pattern: 'a{2,3}b{2}c{1,}d?',
    fits: ['aabbc', 'aaabbccd'],
    fitsNot: ['abbc', 'aaaabbc', 'aabc', 'aabb'],
  },
  'reads alternatives and groups': {
    pattern: '(?:cat|dog)s?|(fish)',
    fits: ['cat', 'dogs', 'fish'],
    fitsNot: ['catdog', 'fishs', ''],
  },
  'reads classes, negated classes and escapes': {
    pattern: '\\d\\w\\s[^a-c][\\d.-]\\.',
    fits: ['1_ d-.', '1a\t9..'],
    fitsNot: ['1_ a-.', '1_ d-x'],
  },
  'sees a character beyond the basic plane as one': {
    pattern: '.[😀-😎]',
    fits: ['é😀', '😀😎'],
    fitsNot: ['😀'],
  },
  'accepts nothing but the empty value': { pattern: '', fits: [''], fitsNot: ['a'] },
};

describe('compilePattern', () => {
  for (const [name, { pattern, fits, fitsNot }] of Object.entries(cases)) {
    it(name, () => {
      for (const value of fits) expect([value, matches(pattern, value)]).toEqual([value, true]);
      for (const value of fitsNot) expect([value, matches(pattern, value)]).toEqual([value, false]);
    });
  }

  it.each([
    ['(a', 'unexpected end'],
    ['a)', 'unexpected ) at character 2'],
    ['*a', 'unexpected * at character 1'],
    ['a**', 'unexpected * at character 3'],
    ['[a', 'unexpected end'],
    ['[z-a]', 'bad range z-a'],
    ['a{3,2}', '{3,2} is out of range: 0 to 1000, the lesser first'],
    ['a{2', 'unexpected 2 at character 3'],
    ['(?=a)', 'unexpected = at character 3'],
    ['\\b', '\\b is not supported'],
    ['a\\', 'unexpected end'],
    ['(((a{999}){999}){999})', 'it is too large'],
    ['('.repeat(50) + ')'.repeat(50), 'groups are nested deeper than 32'],
  ])('refuses %s', (pattern, problem) => {
    expect(compilePattern(pattern)).toEqual({ ok: false, problem });
  });

  it('takes no exponential time where RegExp would', () => {
    const started = performance.now();
    expect(matches('(a+)+b', 'a'.repeat(1024))).toBe(false);
    expect(matches('(a|aa)*c', 'a'.repeat(1024))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('agrees with RegExp on what both read', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '(a|b)', '(?:ab)?');
    const repeat = fc.constantFrom('', '', '*', '+', '?', '{2}', '{0,2}', '{1,}');
    const pattern = fc
      .array(fc.tuple(atom, repeat), { maxLength: 4 })
      .map((parts) => parts.flat().join(''))
      .filter((text) => !text.includes('?*') && !/\?[+?{]/.test(text));
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab1]{0,8}$/), (text, value) => {
        expect(matches(text, value)).toBe(new RegExp(`^(?:${text})$`, 'u').test(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.string(), (pattern, value) => {
        const compiled = compilePattern(pattern);
        if (compiled.ok) compiled.matches(value);
      }),
    );
  });
});
