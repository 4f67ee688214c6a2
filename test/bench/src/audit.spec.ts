import { describe, expect, it } from '@jest/globals';
import { perRun, requestIn } from './audit.ts';

describe('counting requests', () => {
  it('names a request by verb, resource and subresource', () => {
    expect(requestIn({ verb: 'create', objectRef: { resource: 'jobs' } })).toBe('create jobs');
    expect(
      requestIn({ verb: 'update', objectRef: { resource: 'pipelineruns', subresource: 'status' } }),
    ).toBe('update pipelineruns/status');
    expect(requestIn({ verb: 'get' })).toBe('get nothing');
  });

  it('divides by the runs, and leaves out what does not come from them', () => {
    const counts = new Map([
      ['create jobs', 40],
      ['list pods', 50],
      ['update leases', 7],
      ['watch jobs', 3],
    ]);
    const { writes, reads } = perRun(counts, 10);
    expect([...writes]).toEqual([['create jobs', 4]]);
    expect([...reads]).toEqual([['list pods', 5]]);
  });
});
