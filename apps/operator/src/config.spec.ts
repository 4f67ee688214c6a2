import { describe, expect, it } from '@jest/globals';
import type { Environment } from './config.ts';
import { ConfigError, readConfig } from './config.ts';

const pod = { POD_NAME: 'operator-1', POD_NAMESPACE: 'gho-platform' };

describe('readConfig', () => {
  it('has a default for everything that a pod does not know of itself', () => {
    expect(readConfig(pod)).toEqual({
      namespaces: [],
      podName: 'operator-1',
      podNamespace: 'gho-platform',
      trustsApprovals: false,
      leaseName: 'gho-platform-operator',
      metricsPort: 8080,
      healthPort: 8081,
      workers: 16,
      apiRate: { perSecond: 500, burst: 1000 },
      logLevel: 'info',
    });
  });

  it('trusts approvals only when it is told so', () => {
    expect(readConfig({ ...pod, APPROVALS: 'Trusted' }).trustsApprovals).toBe(true);
  });

  it('is frozen', () => {
    expect(Object.isFrozen(readConfig(pod))).toBe(true);
  });

  const namespaces: [string, readonly string[]][] = [
    ['', []],
    ['gho', ['gho']],
    ['gho, other,gho,', ['gho', 'other']],
  ];
  it.each(namespaces)('reads WATCH_NAMESPACE "%s"', (value, want) => {
    expect(readConfig({ ...pod, WATCH_NAMESPACE: value }).namespaces).toEqual(want);
  });

  it('tells everything that is wrong at once', () => {
    const env: Environment = {
      POD_NAME: 'Operator_1',
      WATCH_NAMESPACE: 'good,not good',
      METRICS_PORT: '70000',
      WORKERS: '0',
      API_QPS: '1e3',
      LOG_LEVEL: 'loud',
      APPROVALS: 'maybe',
    };
    let problems: readonly string[] = [];
    try {
      readConfig(env);
    } catch (error) {
      if (error instanceof ConfigError) problems = error.problems;
    }
    expect(problems).toEqual([
      'WATCH_NAMESPACE "not good" must be the name of a Kubernetes object',
      'POD_NAME "Operator_1" must be the name of a Kubernetes object',
      'POD_NAMESPACE is missing',
      'METRICS_PORT "70000" must be an integer from 0 to 65535',
      'WORKERS "0" must be an integer from 1 to 256',
      'API_QPS "1e3" must be an integer from 1 to 10000',
      'LOG_LEVEL "loud" must be one of debug, info, warn, error',
      'APPROVALS "maybe" must be one of Trusted, Ignored',
    ]);
  });
});
