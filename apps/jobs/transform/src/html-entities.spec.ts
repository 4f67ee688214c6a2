import { describe, expect, it } from '@jest/globals';
import { decodeEntities } from './html-entities.ts';

describe('decodeEntities', () => {
  it.each([
    ['Mean BMI (kg/m&#xb2;)', 'Mean BMI (kg/m²)'],
    ['BMI &GreaterEqual; 25', 'BMI ≥ 25'],
    ['age &#8805; 18', 'age ≥ 18'],
    ['Research and development (R&amp;D)', 'Research and development (R&D)'],
    ['health management & support', 'health management & support'],
    ['&unheardOf; stays', '&unheardOf; stays'],
    ['&#0; and &#xFFFFFF; stay', '&#0; and &#xFFFFFF; stay'],
    ['decoded once: &amp;lt;', 'decoded once: &lt;'],
  ])('turns %s into %s', (given, want) => {
    expect(decodeEntities(given)).toBe(want);
  });
});
