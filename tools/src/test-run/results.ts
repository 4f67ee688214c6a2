/** Counts of one test report. A report that cannot be read is never counted as passed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export const none: Counts = { passed: 0, failed: 0 };

/** add sums counts over suites. */
export function add(...all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** fromJest reads Jest's `--json` report. A suite that could not start counts as one failure. */
export function fromJest(json: string): Counts {
  const report = JSON.parse(json) as {
    numPassedTests: number;
    numFailedTests: number;
    numRuntimeErrorTestSuites: number;
  };
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
  };
}

/** fromJunit reads pytest's JUnit report: the attributes of its test suites. */
export function fromJunit(xml: string): Counts {
  let counts = none;
  for (const [, attributes = ''] of xml.matchAll(/<testsuite\s([^>]*)>/g)) {
    const value = (name: string): number =>
      Number(new RegExp(`\\b${name}="(\\d+)"`).exec(attributes)?.[1] ?? '0');
    const failed = value('failures') + value('errors');
    counts = add(counts, { passed: value('tests') - failed - value('skipped'), failed });
  }
  return counts;
}

/** fromGo reads the lines of `go test -json`. A package that fails without a failed test counts as one. */
export function fromGo(lines: string): Counts {
  const tests = new Map<string, boolean>();
  const failedPackages = new Set<string>();
  for (const line of lines.split('\n').filter((text) => text.startsWith('{'))) {
    const event = JSON.parse(line) as { Action: string; Package?: string; Test?: string };
    if (event.Action !== 'pass' && event.Action !== 'fail') continue;
    const isFailure = event.Action === 'fail';
    if (event.Test !== undefined) tests.set(`${event.Package ?? ''} ${event.Test}`, !isFailure);
    else if (isFailure) failedPackages.add(event.Package ?? '');
  }
  const explained = new Set(
    [...tests].filter(([, passed]) => !passed).map(([name]) => name.split(' ')[0]),
  );
  const failed = [...tests.values()].filter((passed) => !passed).length;
  return {
    passed: tests.size - failed,
    failed: failed + [...failedPackages].filter((name) => !explained.has(name)).length,
  };
}

/** fromReport chooses the reader by the report's file name. */
export function fromReport(file: string, content: string): Counts {
  if (file.endsWith('.xml')) return fromJunit(content);
  if (file.endsWith('.go.json')) return fromGo(content);
  return fromJest(content);
}
