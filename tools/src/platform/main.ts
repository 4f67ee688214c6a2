/**
 * main is the command behind `make demo`, `up`, `status`, `down`, `clean` and `images`.
 */
import { removeCaches } from './caches.ts';
import { demo } from './demo.ts';
import { buildImages } from './images.ts';
import { status } from './status.ts';
import { demoClusterName } from './target.ts';
import { down, up } from './up.ts';

const { CLUSTER_NAME: given = '' } = process.env;
const local = { name: demoClusterName(process.env) };

const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  demo: async () => demo(await up(local)),
  up: () => up(local),
  status: () => status(local.name),
  down: () => down(given),
  clean: removeCaches,
  images: buildImages,
};

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
