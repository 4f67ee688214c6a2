/** Kysely writes name and time of what it applies; the digest is added afterwards. */
export const keepMigrationDigests = `
alter table warehouse.schema_migration add column sha256 text;
comment on column warehouse.schema_migration.sha256 is 'Digest of the text of the migration: one that differs in a later version of the platform is refused.';
`;
