import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../node_modules/.cache/gho-test-programs');

/** Bundles of the programs, as their images have them; ../global-setup.mjs makes them before all tests. */
export const programs = {
  operator: join(folder, 'apps/operator/main.mjs'),
  ingest: join(folder, 'apps/jobs/ingest/main.mjs'),
  transform: join(folder, 'apps/jobs/transform/main.mjs'),
} as const;

/** Where Node.js keeps what it compiled of them: they start hundreds of times. */
export const compileCache = join(folder, 'compiled');
