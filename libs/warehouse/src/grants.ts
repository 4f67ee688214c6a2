import type { Client } from 'pg';

/** What the roles of the stages may do in the warehouse. */
const grants: Readonly<Record<string, string>> = {
  // Loads rows. It may not change, empty or drop a table, nor pretend that a migration was applied.
  gho_loader: `
    grant usage on schema warehouse to gho_loader;
    grant select, insert, update, delete on all tables in schema warehouse to gho_loader;
    revoke insert, update, delete
      on warehouse.schema_migration, warehouse.schema_migration_lock from gho_loader;
    grant execute on function warehouse.create_year_partition(integer) to gho_loader;
    alter default privileges in schema warehouse
      grant select, insert, update, delete on tables to gho_loader`,
  // Builds analytics from what it reads here.
  gho_builder: `
    grant usage on schema warehouse to gho_builder;
    grant select on all tables in schema warehouse to gho_builder;
    alter default privileges in schema warehouse grant select on tables to gho_builder`,
};

/** Default privileges come last in each grant, and are those of the owner who gave them. */
const lackingRoles = `
  select r.rolname as role from pg_roles r, pg_namespace n
  where r.rolname = any ($1::text[]) and n.nspname = 'warehouse' and r.oid <> n.nspowner
    and pg_has_role(current_user, n.nspowner, 'usage')
    and not exists (
      select from pg_default_acl d, aclexplode(d.defaclacl) a
      where d.defaclnamespace = n.oid and d.defaclrole = n.nspowner and a.grantee = r.oid)`;

/**
 * grantStages lets the roles of the stages do their part, if the session may: as the owner of the
 * schema. A role may be created after the schema, so this is looked at every time. Runs in the caller's
 * transaction; the lock keeps apart sessions whose grants would fail on each other.
 */
export async function grantStages(client: Client): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(hashtextextended('gho-platform:grants', 0))`);
  const { rows } = await client.query<{ role: string }>(lackingRoles, [Object.keys(grants)]);
  for (const { role } of rows) {
    await client.query(grants[role] ?? '');
  }
}
