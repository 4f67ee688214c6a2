import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { installChart } from './chart.ts';
import { clearPending, requireMadeByMake } from './release.ts';
import type { Installed } from './target.ts';
import { uninstall } from './up.ts';

// make, too, runs in the workspace root.
const projectFolder = process.cwd();
beforeAll(() => {
  process.chdir(fileURLToPath(new URL('../../../', import.meta.url)));
});
afterAll(() => {
  process.chdir(projectFolder);
});

let programs: string;

beforeEach(async () => {
  programs = await mkdtemp(join(tmpdir(), 'gho-release-'));
  await program('kubectl', '');
  await program('helm', 'echo "Error: release: not found" >&2; exit 1');
});

afterEach(() => rm(programs, { recursive: true }));

/** program stands in for kubectl or helm: it notes its arguments and runs a script. */
async function program(name: string, script: string): Promise<void> {
  const path = join(programs, name);
  await writeFile(
    path,
    `#!/bin/sh\necho "${name} $KUBECONFIG $*" >>"${programs}/calls"\n${script}\n`,
  );
  await chmod(path, 0o755);
}

async function calls(): Promise<string> {
  return readFile(join(programs, 'calls'), 'utf8');
}

function own(): Installed {
  return {
    kubeconfig: '/a:/b',
    imagePrefix: 'registry.example.org/',
    programs,
    namespace: 'gho-platform',
    digests: { operator: `sha256:${'a'.repeat(64)}`, unknown: 'sha256:1' },
  };
}

const local = (): Installed => ({ ...own(), localName: 'x', imagePrefix: '' });
const pendingSecret = 'case "$*" in *"get secrets"*) echo secret/v3 ;; esac';

describe('a release that a killed helm left pending', () => {
  beforeEach(() => program('kubectl', pendingSecret));

  it('is cleared in a local cluster', async () => {
    await clearPending(local());
    expect(await calls()).toMatch(
      /delete secrets -l owner=helm,name=gho-platform,status in \(pending/,
    );
  });

  it("stays in the user's own, with a word on what to run", async () => {
    await expect(clearPending(own())).rejects.toThrow(/none works, run: kubectl .* delete secrets/);
    expect(await calls()).not.toContain('delete');
  });
});

describe("a release in the user's own cluster", () => {
  it.each([
    ['of somebody else', '{"local":{"enabled":false}}'],
    ['without values', 'null'],
  ])('%s is refused', async (_sentence, values) => {
    await program('helm', `echo '${values}'`);
    await expect(requireMadeByMake(own())).rejects.toThrow('was not installed by make');
    await expect(uninstall(own())).rejects.toThrow('was not installed by make');
    expect(await calls()).not.toContain('uninstall');
  });

  it('is accepted when make installed it, or when there is none', async () => {
    await requireMadeByMake(own());
    await program('helm', `echo '{"local":{"enabled":true}}'`);
    await requireMadeByMake(own());
  });

  it('is not looked at when the cluster cannot be reached', async () => {
    await program('helm', 'echo "context was not found" >&2; exit 1');
    await expect(requireMadeByMake(own())).rejects.toThrow('context was not found');
  });

  it('is uninstalled after its runs, which only its operator can end', async () => {
    await program('kubectl', 'case "$*" in *"get crd"*) echo crd ;; esac');
    await program('helm', `echo '{"local":{"enabled":true}}'`);
    await uninstall(own());
    expect(await calls()).toMatch(
      /kubectl \/a:\/b .* delete pipelineschedules[^]* delete pipelineruns[^]*helm \/a:\/b uninstall/,
    );
  });
});

describe('installing the chart', () => {
  it('tells the digests, since a tag that stays the same changes no pod', async () => {
    await program('helm', '');
    await installChart(local());
    expect(await calls()).toContain('--set-string images.digests.operator=sha256:aaa');
    expect(await calls()).not.toMatch(/unknown|ClusterIP/);
  });

  it("listens on no node of the user's own cluster", async () => {
    await program('helm', '');
    await installChart(own());
    expect(await calls()).toMatch(
      /local\.postgres\.serviceType=ClusterIP --set-string mlflow\.serviceType=ClusterIP/,
    );
  });
});
