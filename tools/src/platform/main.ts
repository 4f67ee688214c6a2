/**
 * main is the command behind `make demo`, `up`, `status`, `down`, `clean` and `images`.
 */
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../process.ts';
import { demo } from './demo.ts';
import { buildImages } from './images.ts';
import { step } from './progress.ts';
import { stopLocal } from './target.ts';
import { uninstall, up } from './up.ts';

const localName = process.env.CLUSTER_NAME ?? 'demo';

const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  demo: async () => demo(await up(localName)),
  up: () => up(localName),
  status: () =>
    run('tools/local-cluster/local-cluster.sh', ['status', '--name', localName], { show: true }),
  down: () => uninstall(localName),
  clean,
  images: buildImages,
};

/** cacheDirectory holds what is expensive to make and safe to lose. */
function cacheDirectory(): string {
  const { GHO_CACHE_DIR, XDG_CACHE_HOME } = process.env;
  return GHO_CACHE_DIR ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'gho-platform');
}

async function clean(): Promise<void> {
  await stopLocal(localName);
  const directory = cacheDirectory();
  step(`Removing ${directory}`);
  await rm(directory, { recursive: true, force: true });
}

const name = process.argv[2] ?? '';
const command = commands[name];
if (command === undefined) {
  process.stderr.write(
    `no such command: "${name}"; allowed are ${Object.keys(commands).join(', ')}\n`,
  );
  process.exit(78);
}
try {
  await command();
} catch (error) {
  process.stderr.write(`\nerror: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
