import { describe, expect, it } from '@jest/globals';
import { compareVersions } from './resource-version.ts';

describe('compareVersions', () => {
  it.each([
    ['9', '10', -1],
    ['10', '9', 1],
    ['10', '10', 0],
    ['90071992547409931', '90071992547409932', -1],
  ])('orders %s and %s', (left, right, sign) => {
    expect(Math.sign(compareVersions(left, right))).toBe(sign);
  });
});
