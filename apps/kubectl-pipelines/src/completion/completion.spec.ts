import { describe, expect, it } from '@jest/globals';
import { command } from '../__fixtures__/fake-host.ts';
import { commands } from '../commands/index.ts';
import { wanted } from './candidates.ts';

async function complete(...words: readonly string[]): Promise<readonly string[]> {
  const { exitCode, out, err } = await command(['__complete', ...words]);
  expect([exitCode, err]).toEqual([0, '']);
  return out.trimEnd().split('\n');
}

describe('completion', () => {
  it('offers commands with what they do, and no hidden one', async () => {
    expect(await complete('s')).toEqual([
      'status\tShow stages, attempts and what they reported as a tree',
      'suspend\tStop the running attempt and start nothing until "continue"',
      'schedules\tShow schedules as a table, or one with what became of its ticks',
      ':4',
    ]);
    expect(await complete('__')).toEqual([':4']);
  });

  it('offers the flags that are left', async () => {
    const words = (await complete('run', 'le', '--name', 'x', '-f', '--n')).map(
      (line) => line.split('\t')[0],
    );
    expect(words).toEqual(['--namespace', '--no-color', ':4']);
    expect(await complete('status', '-o', 'j')).toEqual(['json', ':4']);
    expect(await complete('status', '-o', 'w')).toEqual([':4']);
    expect(await complete('schedules', '-o', 'w')).toEqual(['wide', ':4']);
    expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish', ':4']);
    expect(await complete('help', 'wh')).toEqual([expect.stringMatching(/^why\t/), ':4']);
    expect(await complete('list', '--context', 'p')).toEqual(['prod', ':4']);
    expect(await complete('list', '--kubeconfig', '')).toEqual([':0']);
  });

  it('offers nothing, and no error, where there is no cluster or nothing to say', async () => {
    expect(await complete('status', '')).toEqual([':4']);
    expect(await complete('status', 'x', '')).toEqual([':4']);
    expect(await complete('nope', '')).toEqual([':4']);
    expect(await complete('run', 'le', '-p', '')).toEqual([':6']);
  });

  it('knows which names a place wants, by the words before it', () => {
    const line = ['logs', '-n', 'demo', '--follow', 'le-1', '--stage', 'tr'];
    expect(wanted(line, commands)).toEqual({
      kind: 'Names',
      of: 'stage',
      line: { positionals: ['le-1'], flags: { namespace: 'demo', follow: '' } },
      prefix: 'tr',
    });
    expect(wanted(['cancel', '--context=dev', ''], commands)).toMatchObject({
      of: 'run',
      line: { flags: { context: 'dev' } },
    });
  });

  it.each(['bash', 'zsh', 'fish'])('has a script for %s', async (shell) => {
    const { exitCode, out } = await command(['completion', shell]);
    expect(exitCode).toBe(0);
    expect(out).toContain('kubectl-pipelines __complete');
  });
});
