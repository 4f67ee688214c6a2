/**
 * contract-schema-file writes the JSON schema of contracts to where editors find it.
 * Usage: node contract-schema-file.ts generate|verify
 * `verify` writes nothing and exits with 1 when the file differs from its source.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { contractSchema } from './contract-schema.ts';

const path = join(import.meta.dirname, '../contracts/contract.schema.json');
const content = `${JSON.stringify(contractSchema, undefined, 2)}\n`;

async function verify(): Promise<void> {
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found !== content) {
    console.error(
      'contracts/contract.schema.json differs from src/contract-schema.ts: ' +
        'run "npm run generate -w apps/jobs/transform"',
    );
    process.exitCode = 1;
  }
}

const command = argv[2];
if (command === 'generate') {
  await writeFile(path, content);
} else if (command === 'verify') {
  await verify();
} else {
  console.error('usage: node contract-schema-file.ts generate|verify');
  process.exitCode = 1;
}
