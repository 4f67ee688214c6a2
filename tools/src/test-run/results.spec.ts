import { describe, expect, it } from '@jest/globals';
import { add, fromGo, fromJest, fromJunit, fromReport, oneFailed } from './results.ts';

const jestReport = JSON.stringify({
  numPassedTests: 7,
  numFailedTests: 1,
  numRuntimeErrorTestSuites: 1,
  testResults: [
    {
      name: '/clone/src/order.spec.ts',
      status: 'failed',
      assertionResults: [
        { fullName: 'stages run in order', status: 'passed' },
        { fullName: 'stages halt', status: 'failed' },
      ],
    },
    { name: '/clone/src/broken.spec.ts', status: 'failed', assertionResults: [] },
    {
      name: '/clone/src/good.spec.ts',
      status: 'passed',
      assertionResults: [{ fullName: 'good', status: 'passed' }],
    },
  ],
});

describe('reading test reports', () => {
  it('counts a Jest suite that could not start as one failure, and names what failed', () => {
    expect(fromJest(jestReport)).toEqual({
      passed: 7,
      failed: 2,
      failures: ['order.spec.ts: stages halt', 'broken.spec.ts could not start'],
    });
  });

  it('says in one line why and where a test of Jest failed', () => {
    const escape = String.fromCodePoint(27);
    const message = [
      `Error: ${escape}[2mexpect(received).toBe(expected)${escape}[22m`,
      '',
      'Expected: 200',
      'Received: 503',
      '    at Probe.send (/clone/src/probe.ts:3:1)',
      '    at Object.<anonymous> (/clone/src/order.spec.ts:62:40)',
    ].join('\n');
    const test = { fullName: 'stages halt', status: 'failed', failureMessages: [message] };
    const testResults = [{ name: 'a/order.spec.ts', status: 'failed', assertionResults: [test] }];
    const report = { numPassedTests: 0, numFailedTests: 1, numRuntimeErrorTestSuites: 0 };
    expect(fromJest(JSON.stringify({ ...report, testResults })).failures).toEqual([
      'order.spec.ts: stages halt ' +
        '(order.spec.ts:62: Error: expect(received).toBe(expected) Expected: 200 Received: 503)',
    ]);
  });

  it('refuses a Jest report that was cut off', () => {
    expect(() => fromJest(jestReport.slice(0, 20))).toThrow(SyntaxError);
  });

  it('counts errors as failures and skipped tests as neither in a JUnit report', () => {
    const xml =
      '<testsuites name="pytest"><testsuite name="a" errors="1" failures="2" skipped="1" tests="10" time="1">' +
      '</testsuite><testsuite name="b" errors="0" failures="0" skipped="0" tests="3"/></testsuites>';
    expect(fromJunit(xml)).toMatchObject({ passed: 9, failed: 3 });
  });

  it('names the failed cases of a JUnit report', () => {
    const xml =
      '<testsuite tests="4" failures="1" errors="1"><testcase classname="a" name="good" time="1"/>' +
      '<testcase classname="a" name="with output"><system-out>x</system-out></testcase>' +
      '<testcase classname="a" name="bad" time="1"><failure message="no">text</failure></testcase>' +
      '<testcase classname="b" name="worse"><error>text</error></testcase></testsuite>';
    expect(fromJunit(xml).failures).toEqual(['a: bad (no)', 'b: worse']);
  });

  it('says where and why a case of a JUnit report failed, in one line', () => {
    const xml =
      '<testsuite tests="1" failures="1"><testcase classname="a_test" name="bad"><failure ' +
      'message="AssertionError: &quot;x&quot; &lt; y&#10;assert 1 == 0">a_test.py:3: in test_bad\n' +
      '#x1B[1m#x1B[31ma_test.py#x1B[0m:93: AssertionError</failure></testcase></testsuite>';
    expect(fromJunit(xml).failures).toEqual([
      'a_test: bad (a_test.py:93: AssertionError: "x" < y assert 1 == 0)',
    ]);
  });

  it('counts each Go test once, and a package that does not build as one failure', () => {
    const lines = [
      '{"Action":"run","Package":"a","Test":"T1"}',
      '{"Action":"pass","Package":"a","Test":"T1"}',
      '{"Action":"fail","Package":"a","Test":"T2"}',
      '{"Action":"fail","Package":"a"}',
      '{"Action":"fail","Package":"b"}',
    ].join('\n');
    expect(fromGo(lines)).toEqual({ passed: 1, failed: 2, failures: ['a T2', 'b'] });
  });

  it('says where and why a Go test failed, or a package was not built, in one line', () => {
    const lines = [
      { Action: 'output', Package: 'a', Test: 'T', Output: '=== RUN   T\n' },
      {
        Action: 'output',
        Package: 'a',
        Test: 'T',
        Output: '    a_test.go:34: 1 is\n        not 2\n',
      },
      { Action: 'output', Package: 'a', Test: 'T', Output: '--- FAIL: T (0.00s)\n' },
      { Action: 'fail', Package: 'a', Test: 'T' },
      { Action: 'fail', Package: 'a' },
      { ImportPath: 'b [b.test]', Action: 'build-output', Output: '# b [b.test]\n' },
      { ImportPath: 'b [b.test]', Action: 'build-output', Output: './b.go:3:1: syntax error\n' },
      { ImportPath: 'b [b.test]', Action: 'build-fail' },
      { Action: 'output', Package: 'b', Output: 'FAIL\tb [build failed]\n' },
      { Action: 'fail', Package: 'b', FailedBuild: 'b [b.test]' },
    ];
    expect(fromGo(lines.map((line) => JSON.stringify(line)).join('\n')).failures).toEqual([
      'a T (a_test.go:34: 1 is not 2)',
      'b (./b.go:3:1: syntax error)',
    ]);
  });

  it('chooses the reader by the name of the file', () => {
    expect(fromReport('x/junit.xml', '<testsuite tests="1">').passed).toBe(1);
    expect(fromReport('x/unit.go.json', '').passed).toBe(0);
    expect(fromReport('x/jest.json', jestReport).passed).toBe(7);
  });

  it('adds counts up', () => {
    expect(add({ passed: 1, failed: 2, failures: ['a', 'b'] }, oneFailed('lint'))).toEqual({
      passed: 1,
      failed: 3,
      failures: ['a', 'b', 'lint'],
    });
  });
});
