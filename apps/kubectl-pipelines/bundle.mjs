/**
 * bundle.mjs bundles the plugin into one executable file and puts kubectl's completion beside it.
 * Usage: node bundle.mjs <folder>
 */
import { build } from 'esbuild';
import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node bundle.mjs <folder>');
  process.exit(78);
}

const outfile = join(folder, 'kubectl-pipelines');

await build({
  entryPoints: ['src/main.ts'],
  outfile,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node22',
  // A file without extension is CommonJS everywhere; as an ES module it would need a package.json.
  format: 'cjs',
  conditions: ['@gho-platform/source'],
  banner: {
    js: `#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error('error: kubectl-pipelines needs Node.js 22.19 or newer; this is ' + process.version);
  process.exit(6);
}`,
  },
  logLevel: 'warning',
});
await chmod(outfile, 0o755);
// Here, below a package of ES modules, it has to be said, for whoever links to this folder.
await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}\n');

const completion = join(folder, 'kubectl_complete-pipelines');
await copyFile('kubectl_complete-pipelines', completion);
await chmod(completion, 0o755);
