import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../node_modules/.cache/gho-test-programs');

/** Bundles of the programs, as their images have them; ../global-setup.mjs makes them before all tests. */
export const programs = {
  operator: join(folder, 'operator/main.mjs'),
  ingest: join(folder, 'ingest/main.mjs'),
  transform: join(folder, 'transform/main.mjs'),
} as const;

/** Where their sources are, from the root of the repository. */
export const projects: Readonly<Record<keyof typeof programs, string>> = {
  operator: 'apps/operator',
  ingest: 'apps/jobs/ingest',
  transform: 'apps/jobs/transform',
};
