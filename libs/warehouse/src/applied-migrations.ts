import { hash } from 'node:crypto';
import type { Client } from 'pg';

type Texts = Readonly<Record<string, string>>;

/** Names of the applied migrations, with the digests of their texts as far as they were kept. */
type AppliedMigrations = ReadonlyMap<string, string | undefined>;

/**
 * readApplied asks without Kysely, which takes a table that the role may not read for one that is not
 * there.
 */
export async function readApplied(client: Client, table: string): Promise<AppliedMigrations> {
  const { rows: found } = await client.query<{ isThere: boolean }>(
    'select to_regclass($1) is not null as "isThere"',
    [table],
  );
  if (found[0]?.isThere !== true) return new Map();
  // The column came later than the table.
  const { rows } = await client.query<{ name: string; digest: string | null }>(
    `select name, to_jsonb(m) ->> 'sha256' as digest from ${table} m`,
  );
  return new Map(rows.map(({ name, digest }) => [name, digest ?? undefined]));
}

/** assertUnchanged throws when a migration is no longer what was applied under its name. */
export function assertUnchanged(applied: AppliedMigrations, texts: Texts): void {
  const changed = Object.keys(texts).filter((name) => {
    const digest = applied.get(name);
    return digest !== undefined && digest !== digestOf(texts, name);
  });
  if (changed.length > 0) {
    throw new Error(`migrations were changed after they were applied: ${changed.join(', ')}`);
  }
}

/** recordDigests keeps what was applied; migrations from before digests were kept count as unchanged. */
export async function recordDigests(client: Client, table: string, texts: Texts): Promise<void> {
  const names = Object.keys(texts);
  await client.query(
    `update ${table} m set sha256 = d.digest
     from unnest($1::text[], $2::text[]) as d (name, digest)
     where m.name = d.name and m.sha256 is null`,
    [names, names.map((name) => digestOf(texts, name))],
  );
}

function digestOf(texts: Texts, name: string): string {
  return hash('sha256', texts[name] ?? '');
}
