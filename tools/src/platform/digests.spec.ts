import { describe, expect, it } from '@jest/globals';
import { loadedDigests, pinned, pushedDigests } from './digests.ts';

describe('digests of images', () => {
  it('are read from what was loaded into a cluster', () => {
    const printed = 'docker.io/gho-platform/gho-replay@sha256:1\ndocker.io/other/x@sha256:2\n';
    expect(loadedDigests(printed)).toEqual({ 'gho-replay': 'sha256:1' });
  });

  it('are read from what was pushed to a registry', () => {
    expect(pushedDigests('dbt sha256:1\ntrain sha256:2\n')).toEqual({
      dbt: 'sha256:1',
      train: 'sha256:2',
    });
  });

  it('take the place of the tag', () => {
    const digests = { dbt: 'sha256:1' };
    expect(pinned('gho-platform/dbt:0.1.0', digests)).toBe('gho-platform/dbt@sha256:1');
    expect(pinned('gho-platform/train:0.1.0', digests)).toBe('gho-platform/train:0.1.0');
  });
});
