import { describe, expect, it } from '@jest/globals';
import { colours, plain } from '@gho-platform/run-text';
import { parseLogLine } from './log-line.ts';
import { printedLines } from './printer.ts';
import { readable } from './readable.ts';
import { Resume } from './resume.ts';

describe('a log line for people', () => {
  const entry = {
    level: 'info',
    time: '2026-06-01T10:00:01.250Z',
    run: 'le-x7k2p',
    stage: 'ingest',
    attempt: 1,
    rows: 3,
    partition: 'y 2020',
    msg: 'Wrote partition',
  };

  it('has time, level, message and the fields that say something new', () => {
    expect(readable(JSON.stringify(entry), plain)).toBe(
      '10:00:01.250 INFO  Wrote partition rows=3 partition="y 2020"',
    );
  });

  it('shows an error with its stack on lines of their own', () => {
    const error = { type: 'Error', message: 'refused', stack: 'Error: refused\n    at connect' };
    const line = JSON.stringify({ level: 'error', msg: 'Failed stage', error });
    expect(readable(line, plain)).toBe(
      'ERROR Failed stage error=refused\n    Error: refused\n    at connect',
    );
  });

  it.each(['plain text', '{"not": "ours"}', '{"level": broken', '[1]'])('keeps %s', (line) => {
    expect(readable(line, plain)).toBe(line);
  });

  it('lets no control characters out of JSON', () => {
    const line = JSON.stringify({ level: 'warn', msg: 'a\u001b[2Jb', 'x\u0007': 'y\u009b' });
    expect(readable(line, plain)).toBe('WARN  a\ufffd[2Jb x\ufffd=y\ufffd');
  });

  it('has its prefix and, on demand, the time of the node before every line', () => {
    const time = '2026-06-01T10:00:01.000000001Z';
    const line = `${time} ${JSON.stringify({ level: 'info', msg: 'a\nb' })}`;
    const options = { paint: plain, raw: false, timestamps: true };
    expect(printedLines('ingest/1', line, options)).toBe(
      `ingest/1 | ${time} INFO  a\ningest/1 | ${time} b`,
    );
    expect(printedLines('ingest/1', line, { ...options, raw: true, timestamps: false })).toBe(
      'ingest/1 | {"level":"info","msg":"a\\nb"}',
    );
    expect(printedLines('i/1', 'no time', { ...options, paint: colours })).toBe(
      '\u001b[1mi/1\u001b[0m | no time',
    );
  });
});

describe('a log that is read again', () => {
  const line = (second: number, text: string): string =>
    `2026-06-01T12:00:0${second}.5+02:00 ${text}`;

  it('leaves out what was read in the last second, also when lines are the same', () => {
    const resume = new Resume();
    const read = (...lines: readonly string[]): readonly string[] =>
      lines.filter((each) => resume.isNew(each));
    expect(resume.sinceTime).toBeUndefined();
    expect(read(line(1, 'a'), line(2, 'b'), line(2, 'b'))).toHaveLength(3);
    expect(resume.sinceTime).toBe('2026-06-01T10:00:02Z');
    resume.restart();
    expect(read(line(2, 'b'), line(2, 'b'), line(2, 'b'), line(3, 'c'))).toEqual([
      line(2, 'b'),
      line(3, 'c'),
    ]);
    resume.restart();
    expect(read(line(3, 'other'), line(3, 'c'))).toHaveLength(2);
  });
});

describe('a line of the kubelet', () => {
  it('is split from its time, if it has one', () => {
    expect(parseLogLine('2026-06-01T10:00:01.1Z a  b')).toEqual({
      time: '2026-06-01T10:00:01.1Z',
      text: 'a  b',
    });
    expect(parseLogLine('unable to retrieve logs')).toEqual({ text: 'unable to retrieve logs' });
  });
});
