import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { attempt } from './process.ts';
import type { RunOutcome } from './process.ts';

const tools = fileURLToPath(new URL('../', import.meta.url));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gho-scripts-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** program puts a stand-in for a program of the machine first on the PATH. */
async function program(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

function script(path: string, args: readonly string[], env = {}): Promise<RunOutcome> {
  return attempt(join(tools, path), args, {
    cwd: folder,
    env: { PATH: `${folder}:${process.env.PATH ?? ''}`, ...env },
  });
}

describe('cache-dir.sh', () => {
  const home = { HOME: '/home/u', GHO_CACHE_DIR: '', XDG_CACHE_HOME: '' };
  it.each([
    ['an empty variable counts as none', {}, '/home/u/.cache/gho-platform'],
    ['the desktop may say where', { XDG_CACHE_HOME: '/x' }, '/x/gho-platform'],
    ['the own variable comes first', { XDG_CACHE_HOME: '/x', GHO_CACHE_DIR: '/y' }, '/y'],
  ])('%s', async (_sentence, env, expected) => {
    expect((await script('cache-dir.sh', [], { ...home, ...env })).stdout).toBe(`${expected}\n`);
  });

  it('makes a relative path absolute', async () => {
    const { stdout } = await script('cache-dir.sh', [], { GHO_CACHE_DIR: 'cache' });
    expect(stdout).toBe(`${join(folder, 'cache')}\n`);
  });
});

describe('setup.sh', () => {
  it('refuses a Go that cannot fetch the version a module asks for', async () => {
    await program('go', 'echo go1.20.14');
    const { exitCode, output } = await script('setup.sh', []);
    expect(exitCode).toBe(78);
    expect(output).toContain('Go is version go1.20.14; 1.21 or newer is needed');
  });
});

describe('go-build.sh', () => {
  it('fails when it cannot tell the state of the source', async () => {
    await program('sha256sum', 'echo 0; exit 1');
    await program('go', 'true');
    const outcome = await script('local-cluster/go-build.sh', [join(tools, 'images'), '.'], {
      GHO_CACHE_DIR: folder,
    });
    expect(outcome.exitCode).not.toBe(0);
  });
});

/** Stands in for a Go that notes where it builds, and whose program does what `does` says. */
function goThatBuilds(name: string, does: string): string {
  return `
    echo "$PWD $*" >>"$GHO_CACHE_DIR/builds"
    for word; do case $word in
      */) printf '#!/bin/sh\\n%s\\n' '${does}' >"$word/${name}"; chmod +x "$word/${name}" ;;
    esac; done`;
}

describe('local-cluster.sh', () => {
  it.each(['status', 'stop', 'lock-file'])(
    'does not build a Kubernetes for %s',
    async (command) => {
      await program('go', goThatBuilds('local-cluster', 'echo ran'));
      const { stdout } = await script('local-cluster/local-cluster.sh', [command], {
        GHO_CACHE_DIR: folder,
      });
      expect(stdout).toBe('ran\n');
      const calls = (await readFile(join(folder, 'builds'), 'utf8')).split('\n');
      const builds = calls.filter((call) => call.includes(' build '));
      expect(builds.map((call) => call.split(' ')[0])).toEqual([join(tools, 'local-cluster')]);
    },
  );
});

describe('images.sh', () => {
  it('tags images with the version of the chart unless IMAGE_TAG says otherwise', async () => {
    await program('go', goThatBuilds('images', 'echo "$IMAGE_TAG"'));
    const chart = await readFile(join(tools, '../helm/gho-platform/Chart.yaml'), 'utf8');
    const version = /^appVersion: (.*)$/m.exec(chart)?.[1] ?? '';
    for (const [given, expected] of [
      ['', version],
      ['1.2.3-next', '1.2.3-next'],
    ]) {
      const env = { GHO_CACHE_DIR: folder, IMAGE_TAG: given };
      expect((await script('images/images.sh', [], env)).stdout).toBe(`${expected}\n`);
    }
  });
});

describe('leftovers.sh', () => {
  it('leaves a Kubernetes of the machine itself out', async () => {
    await program('iptables-save', 'echo ":KUBE-SERVICES - [0:0]"; echo "-A CNI-1 -j RETURN"');
    await program('ip', '[ "$2" = link ] && echo "3: cni0: <UP>" || true');
    expect(await script('local-cluster/leftovers.sh', ['none-such'])).toMatchObject({
      exitCode: 0,
      output: '',
    });
  });

  it('finds what carries the name of the cluster', async () => {
    await program('iptables-save', 'echo "-A FORWARD -j GHO-NONE-SUCH"');
    await program('ip', '[ "$2" = link ] && echo "4: gho-none-such@if2: <UP>" || true');
    const { exitCode, stdout } = await script('local-cluster/leftovers.sh', ['none-such']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/interface: .*gho-none-such[^]*iptables: .*GHO-NONE-SUCH/);
  });
});
