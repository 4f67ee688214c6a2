import { describe, expect, it } from '@jest/globals';
import { add, fromGo, fromJest, fromJunit, fromReport } from './results.ts';

const jestReport = JSON.stringify({
  numPassedTests: 7,
  numFailedTests: 1,
  numRuntimeErrorTestSuites: 1,
});

describe('reading test reports', () => {
  it('counts a Jest suite that could not start as one failure', () => {
    expect(fromJest(jestReport)).toEqual({ passed: 7, failed: 2 });
  });

  it('refuses a Jest report that was cut off', () => {
    expect(() => fromJest(jestReport.slice(0, 20))).toThrow(SyntaxError);
  });

  it('counts errors as failures and skipped tests as neither in a JUnit report', () => {
    const xml =
      '<testsuites name="pytest"><testsuite name="a" errors="1" failures="2" skipped="1" tests="10" time="1">' +
      '</testsuite><testsuite name="b" errors="0" failures="0" skipped="0" tests="3"/></testsuites>';
    expect(fromJunit(xml)).toEqual({ passed: 9, failed: 3 });
  });

  it('counts each Go test once, and a package that does not build as one failure', () => {
    const lines = [
      '{"Action":"run","Package":"a","Test":"T1"}',
      '{"Action":"pass","Package":"a","Test":"T1"}',
      '{"Action":"fail","Package":"a","Test":"T2"}',
      '{"Action":"fail","Package":"a"}',
      '{"Action":"fail","Package":"b"}',
    ].join('\n');
    expect(fromGo(lines)).toEqual({ passed: 1, failed: 2 });
  });

  it('chooses the reader by the name of the file', () => {
    expect(fromReport('x/junit.xml', '<testsuite tests="1">').passed).toBe(1);
    expect(fromReport('x/unit.go.json', '').passed).toBe(0);
    expect(fromReport('x/jest.json', jestReport).passed).toBe(7);
  });

  it('adds counts up', () => {
    expect(add({ passed: 1, failed: 2 }, { passed: 3, failed: 4 })).toEqual({
      passed: 4,
      failed: 6,
    });
  });
});
