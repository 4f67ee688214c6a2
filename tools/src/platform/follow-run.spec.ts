import { describe, expect, it } from '@jest/globals';
import { followRun } from './follow-run.ts';
import type { Kubectl } from './kubectl.ts';

const ended = { status: { conditions: [{ type: 'Succeeded', status: 'True' }] } };

describe('following a run', () => {
  it('goes on after a poll that failed', async () => {
    let polls = 0;
    const json = () => {
      polls += 1;
      return polls === 1 ? Promise.reject(new Error('connection refused')) : Promise.resolve(ended);
    };
    expect(await followRun({ json } as unknown as Kubectl, 'x', 10)).toBe(ended);
  });
});
