import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { ApiError, ConnectionError } from '@gho-platform/kube';
import { command } from '../__fixtures__/fake-host.ts';
import { commands } from '../commands/index.ts';
import { exits } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { commonFlags } from './flags.ts';
import { pluginVersion } from './version.ts';

const see = 'see: kubectl pipelines';

function range(from: string, to: string): string[] {
  return ['backfill', 'x', '--from', from, '--to', to];
}

const june = range('2026-06-01', '2026-06-30');

describe('a wrong command line', () => {
  it.each([
    [['nope'], /there is no command "nope": there are run, list, status/],
    [['status'], /RUN is missing/],
    [['status', 'a', 'b'], /too many arguments: "b"/],
    [['status', 'a', '--nope'], /unknown option '--nope'/],
    [['list', '-o', 'table'], /--output table is not known: allowed are json and yaml/],
    [['list', '--limit', '0'], /--limit 0 is not a whole number of at least 1/],
    [['run', 'le', '-p', '=x'], /--parameter "=x" is not of the form NAME=VALUE/],
    [['run', 'le', '-p', 'a=1', '-p', 'a=2'], /parameter a is given twice/],
    [['run', 'le', '--timeout', '5m'], /--timeout bounds --follow/],
    [['cancel', 'x', '--timeout', '5m'], /--timeout bounds --wait/],
    [['cancel', 'x', '--wait', '--timeout', '5'], /--timeout 5 is not a duration/],
    [['logs', 'x', '--since', 'yesterday'], /--since yesterday is not a duration/],
    [['schedules', '-o', 'table'], /allowed are json, yaml, wide and name/],
    [['list', '-o', 'wide'], /--output wide is not known: allowed are json and yaml/],
    [['schedules', '--watch'], /--watch needs the NAME/],
    [['schedules', 'x', '-A'], /NAME is in one namespace/],
    [['schedules', 'x', '--timeout', '5m'], /--timeout bounds --watch/],
    [['backfill'], /SCHEDULE is missing/],
    [['backfill', 'x', '--to', '2026-06-01'], /--from is missing/],
    [['backfill', 'x', '--from', '2026-06-01'], /--to is missing/],
    [range('2026-02-30', '2026-06-01'), /--from 2026-02-30 is not a date: write YYYY-MM-DD/],
    [range('2026-02-01', 'today'), /--to today is not a date: write YYYY-MM-DD/],
    [range('2026-06-02', '2026-06-01'), /--from 2026-06-02 is after --to 2026-06-01/],
    [[...june, '--parallelism', '11'], /--parallelism 11 is not a whole number from 1 to 10/],
    [[...june, '--timeout', '5m'], /--timeout bounds --follow/],
    [[...june, '--dry-run', '--follow'], /--dry-run creates nothing/],
    [['suspend', 'pipeline/x'], /"pipeline\/x" is neither the name of a run nor schedule\/NAME/],
    [['continue', 'schedule/'], /"schedule\/" is neither/],
    [['completion', 'tcsh'], /there is for bash, zsh, fish/],
  ])('%j ends with exit code 2 and says what is wrong', async (args, message) => {
    const { exitCode, out, err } = await command(args);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err).toContain(see);
  });
});

describe('what goes wrong elsewhere', () => {
  const refusal = (status: number): ApiError =>
    new ApiError('get PipelineRun demo/x: no', { status, reason: '', retryAfterMs: undefined });
  it.each([
    [refusal(403), exits.forbidden, 'the ClusterRole "view" lets you look at runs'],
    [refusal(401), exits.forbidden, 'log in again'],
    [refusal(404), exits.notFound, 'is the platform installed'],
    [refusal(422), exits.usage, 'get PipelineRun demo/x: no'],
    [refusal(500), exits.unavailable, 'get PipelineRun demo/x: no'],
    [new ConnectionError('refused'), exits.unavailable, 'the API server does not answer: refused'],
    [new TypeError('x is undefined'), exits.unavailable, 'error: x is undefined\n'],
  ])('%s has its exit code and advice, and no stack', async (error, expected, text) => {
    const { exitCode, err } = await command(['why', 'x'], { connect: () => Promise.reject(error) });
    expect(exitCode).toBe(expected);
    expect(err).toContain(text);
    expect(err).not.toContain('    at ');
  });

  it('says nothing after Ctrl-C', async () => {
    const connect = () => Promise.reject(new Failure(exits.interrupted, ''));
    const { exitCode, err } = await command(['why', 'x'], { connect });
    expect([exitCode, err]).toEqual([130, '']);
  });
});

describe('help', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']]])('%j lists the commands', async (args) => {
    const { exitCode, out } = await command(args);
    expect(exitCode).toBe(0);
    for (const { name, hidden } of commands) {
      if (hidden !== true) expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    }
    expect(out).not.toContain('__complete');
    expect(out).toContain('  5  --timeout ran out');
  });

  it.each([[['help', 'run']], [['run', '--help']], [['run', '--nope', '-h']]])(
    '%j explains one',
    async (args) => {
      const { exitCode, out } = await command(args);
      expect(exitCode).toBe(0);
      expect(out).toContain('kubectl pipelines run PIPELINE [FLAGS]');
      expect(out).toContain('-p, --parameter NAME=VALUE');
    },
  );
});

describe('the formats of one command', () => {
  it('stand in its help', async () => {
    const { out } = await command(['schedules', '--help']);
    expect(out).toContain('-o, --output json|yaml|wide|name');
    expect((await command(['status', '--help'])).out).toContain('-o, --output json|yaml ');
  });
});

describe('the table of commands', () => {
  it('has no name twice, and no flag twice in a command', () => {
    const names = commands.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { flags } of commands) {
      const all = [...flags, ...commonFlags].flatMap(({ name, short }) => [name, short ?? name]);
      const longs = [...flags, ...commonFlags].map(({ name }) => name);
      expect(new Set(longs).size).toBe(longs.length);
      expect(new Set(all).size).toBe(longs.length + all.filter((name) => name.length === 1).length);
    }
  });
});

describe('the version', () => {
  it('is that of the package', async () => {
    const file = new URL('../../package.json', import.meta.url);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: pluginVersion });
    const { out } = await command(['version', '--client', '-o', 'yaml']);
    expect(out).toContain(`client:\n  version: ${pluginVersion}\n`);
  });
});
