/**
 * bundle.mjs bundles each TypeScript entry into one ESM file of its name, beside its source map.
 * Usage: node bundle.mjs <entry.ts>... [--outdir <folder>]
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { requiredNames } from './required-names.ts';

const { positionals: entries, values } = parseArgs({
  allowPositionals: true,
  options: { outdir: { type: 'string', default: 'dist' } },
});
if (entries.length === 0) {
  console.error('usage: node bundle.mjs <entry.ts>... [--outdir <folder>]');
  process.exit(78);
}

/**
 * Gives each file of a package a map with a single entry: a stack names the file, not the line in it. Node.js
 * reads the whole map when it first looks at a stack, which pino does at the start, and the lines of packages
 * were nine tenths of it: a tenth of a second of every stage.
 */
const wholeFile = Buffer.from('{"version":3,"sources":[""],"mappings":"AAAA"}').toString('base64');
const mapOwnLines = {
  name: 'map-own-lines',
  setup({ onLoad }) {
    onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, async ({ path }) => ({
      contents: `${await readFile(path, 'utf8')}\n//# sourceMappingURL=data:application/json;base64,${wholeFile}`,
      loader: 'js',
    }));
  },
};

await build({
  entryPoints: entries,
  outdir: values.outdir,
  entryNames: '[name]',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  conditions: ['@gho-platform/source'],
  sourcemap: true,
  // Sources stay in the repository; stack traces need only names and lines.
  sourcesContent: false,
  plugins: [mapOwnLines, requiredNames],
  // Bundled CommonJS packages call require(); an ES module has none of its own.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
