/**
 * bundle.mjs bundles one TypeScript entry into one ESM file beside its source map.
 * Usage: node bundle.mjs <entry.ts> <out.mjs>
 */
import { build } from 'esbuild';

const [entry, outfile] = process.argv.slice(2);
if (!entry || !outfile) {
  console.error('usage: node bundle.mjs <entry.ts> <out.mjs>');
  process.exit(78);
}

await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  conditions: ['@gho-platform/source'],
  sourcemap: true,
  // Sources stay in the repository; stack traces need only names and lines.
  sourcesContent: false,
  // Bundled CommonJS packages call require(); an ES module has none of its own.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
