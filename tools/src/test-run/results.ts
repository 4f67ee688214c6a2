import { stripVTControlCharacters } from 'node:util';

/** Counts of one test report. A report that cannot be read is never counted as passed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What failed, by the names that the report gives, with the reason in one line where it is known. */
  readonly failures: readonly string[];
}

export const none: Counts = { passed: 0, failed: 0, failures: [] };
export const onePassed: Counts = { passed: 1, failed: 0, failures: [] };

/** oneFailed is a check without a report of its own, or a suite that says no more than that it failed. */
export function oneFailed(name: string): Counts {
  return { passed: 0, failed: 1, failures: [name] };
}

/** add sums counts over suites. */
export function add(...all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    failures: all.flatMap(({ failures }) => failures),
  };
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly JestTest[];
  }[];
}

interface JestTest {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages?: readonly string[];
}

/** fromJest reads Jest's `--json` report. A suite that could not start counts as one failure. */
export function fromJest(json: string): Counts {
  const report = JSON.parse(json) as JestReport;
  const failures = report.testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    const file = name.slice(name.lastIndexOf('/') + 1);
    if (failed.length > 0)
      return failed.map((test) => `${file}: ${test.fullName}${reasonOf(test)}`);
    return status === 'failed' ? [`${file} could not start`] : [];
  });
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    failures,
  };
}

const longestReason = 240;

/** What a failed test says, with the place in the test, in one line: of a long log one may see only the end. */
function reasonOf({ failureMessages = [] }: JestTest): string {
  const [message] = failureMessages;
  if (message === undefined) return '';
  const [text = '', ...frames] = stripVTControlCharacters(message).split(/\n\s+at /);
  const place = frames.flatMap((frame) => /[\w.-]+\.spec\.ts:\d+/.exec(frame) ?? [])[0];
  return reason(text, place);
}

function reason(text: string, place: string | undefined): string {
  const said = text.split(/\s+/).join(' ').trim().slice(0, longestReason);
  const parts = [place, said].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(': ')})`;
}

/** fromJunit reads pytest's JUnit report: the attributes of its test suites, and the names of failed cases. */
export function fromJunit(xml: string): Counts {
  let counts = none;
  for (const [, attributes = ''] of xml.matchAll(/<testsuite\s([^>]*)>/g)) {
    const value = (name: string): number => Number(attributeOf(attributes, name) ?? '0');
    const failed = value('failures') + value('errors');
    counts = add(counts, {
      passed: value('tests') - failed - value('skipped'),
      failed,
      failures: [],
    });
  }
  const cases = [...xml.matchAll(/<testcase\s([^>]*[^/])>\s*<(?:failure|error)\b([^>]*)>([^<]*)/g)];
  const failures = cases.map(([, attributes = '', failure = '', report = '']) => {
    const name = attributeOf(attributes, 'name') ?? '?';
    const file = attributeOf(attributes, 'classname') ?? '?';
    const said = unescapeXml(attributeOf(failure, 'message') ?? '');
    // Colours are spelled out. The report ends at the place that failed, which may be a helper's.
    const plain = report.replace(/#x1B\[[\d;]*m/g, '');
    const place = [...plain.matchAll(/\b\w+_test\.py:\d+/g)].at(-1)?.[0];
    return `${file}: ${name}${reason(said, place)}`;
  });
  return { ...counts, failures };
}

const xmlEntities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#10': ' ',
  '#13': ' ',
  '#9': ' ',
};

function unescapeXml(text: string): string {
  return text.replace(/&(#?\w+);/g, (entity, name: string) => xmlEntities[name] ?? entity);
}

function attributeOf(attributes: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
}

interface GoEvent {
  readonly Action: string;
  readonly Package?: string;
  readonly Test?: string;
  readonly Output?: string;
  /** Instead of a package, where one was not built: its path, and the test it was built for. */
  readonly ImportPath?: string;
}

/** fromGo reads the lines of `go test -json`. A package that fails without a failed test counts as one. */
export function fromGo(lines: string): Counts {
  const tests = new Map<string, boolean>();
  const failedPackages = new Set<string>();
  const printed = new Map<string, string>();
  for (const line of lines.split('\n').filter((text) => text.startsWith('{'))) {
    const event = JSON.parse(line) as GoEvent;
    const owner = packageOf(event);
    const name = event.Test === undefined ? owner : `${owner} ${event.Test}`;
    printed.set(name, (printed.get(name) ?? '') + (event.Output ?? ''));
    if (event.Action !== 'pass' && event.Action !== 'fail') continue;
    const isFailure = event.Action === 'fail';
    if (event.Test !== undefined) tests.set(name, !isFailure);
    else if (isFailure) failedPackages.add(owner);
  }
  const failed = [...tests].filter(([, passed]) => !passed).map(([name]) => name);
  const explained = new Set(failed.map((name) => name.split(' ')[0]));
  const names = [...failed, ...[...failedPackages].filter((name) => !explained.has(name))];
  const failures = names.map((name) => `${name}${goReason(printed.get(name) ?? '')}`);
  return { passed: tests.size - failed.length, failed: failures.length, failures };
}

function packageOf({ Package, ImportPath = '' }: GoEvent): string {
  return Package ?? ImportPath.replace(/ .*/, '');
}

/** What a test printed, without the lines that only say how it went; each names its place. */
function goReason(printed: string): string {
  const said = printed.split('\n').filter((line) => !/^\s*(=== |--- |FAIL\b|#)/.test(line));
  return reason(said.join(' '), undefined);
}

/** fromReport chooses the reader by the report's file name. */
export function fromReport(file: string, content: string): Counts {
  if (file.endsWith('.xml')) return fromJunit(content);
  if (file.endsWith('.go.json')) return fromGo(content);
  return fromJest(content);
}
