/** Step is one part of the test run: a command and the reports that it leaves. */
export interface Step {
  readonly name: string;
  readonly group: 'verify' | 'unit' | 'integration' | 'e2e' | 'long';
  /** Program and arguments, run in the workspace root. */
  readonly command: readonly [string, ...string[]];
  /**
   * Files with the counts, as glob patterns from the workspace root. A step without reports is one
   * check: it passed or it failed.
   */
  readonly reports?: readonly string[];
  /** Runs beside the steps that follow it, because it waits more than it works or they do. */
  readonly isBackground?: boolean;
}

const nx = ['npx', '--no-install', 'nx', 'run-many', '--outputStyle=static'] as const;
/** Suites of minutes show their progress as it comes. */
const streamed = ['npx', '--no-install', 'nx', 'run-many', '--outputStyle=stream'] as const;

/**
 * The steps of `make test`, in the order in which a contributor wants to hear of a mistake, and those of
 * the group `long`, which only `make test-long` runs.
 */
export const steps: readonly Step[] = [
  { name: 'generated files', group: 'verify', command: [...nx, '-t', 'verify'] },
  {
    name: 'format',
    group: 'verify',
    command: ['npx', '--no-install', 'prettier', '--check', '.', '--log-level', 'warn'],
  },
  { name: 'types', group: 'verify', command: [...nx, '-t', 'typecheck'] },
  { name: 'lint', group: 'verify', command: [...nx, '-t', 'lint'] },
  {
    name: 'unit tests',
    group: 'unit',
    command: [...nx, '-t', 'test'],
    reports: ['{apps,libs,tools,crds,test,dbt}/**/test-results/unit*.{json,xml}'],
  },
  {
    // Fresh histories each time, so never from the cache; each model takes every core.
    name: 'models',
    group: 'unit',
    command: [...streamed, '-t', 'model', '--parallel=1'],
  },
  {
    name: 'Python integration',
    group: 'integration',
    // From the cache while nothing that they run has changed; the report comes back with the result. Otherwise
    // they work for many minutes, and would keep those from their time limits that wait for the operator.
    command: ['nice', ...streamed, '-t', 'integration', '--projects=python-integration'],
    reports: ['test/integration/python/test-results/integration*.xml'],
    isBackground: true,
  },
  {
    name: 'integration tests',
    group: 'integration',
    command: [...streamed, '-t', 'integration', '--exclude=python-integration'],
    reports: ['test/integration/test-results/integration*.json'],
    isBackground: true,
  },
  {
    // After those, since what it needs takes minutes to build the first time.
    name: 'e2e tests',
    group: 'e2e',
    command: [...streamed, '-t', 'e2e'],
    reports: ['test/e2e/test-results/e2e*.json'],
  },
  {
    name: 'long integration',
    group: 'long',
    command: [...streamed, '-t', 'integration-long'],
    reports: ['test/integration/test-results/long*.json'],
  },
];
