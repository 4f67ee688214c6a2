import { afterEach, describe, expect, it } from '@jest/globals';
import { needs } from './environment.ts';

const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

describe('the e2e tests', () => {
  it("do not touch the user's own cluster unless told to", async () => {
    process.env = { ...before, KUBECONFIG: '/none', IMAGE_REGISTRY: 'registry.example.org' };
    delete process.env.E2E_OWN_CLUSTER;
    await expect(needs('e2e')).rejects.toThrow('E2E_OWN_CLUSTER=1');
  });
});
