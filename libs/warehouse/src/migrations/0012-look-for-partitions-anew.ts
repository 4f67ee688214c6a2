/**
 * The function of migration 6 asked `to_regclass` whether another load had made the partition while it waited. That
 * answers from what the backend remembers, and no advisory lock makes it forget. A query of the catalog sees
 * what was committed meanwhile.
 */
export const lookForPartitionsAnew = `
create or replace function warehouse.create_year_partition(of_year integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $body$
declare
  partition text := 'fact_observation_y' || of_year;
begin
  perform pg_advisory_xact_lock(hashtext('gho-platform:partitions'));
  if exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'warehouse' and c.relname = partition
  ) then
    return false;
  end if;
  execute format('create table warehouse.%I
    (like warehouse.fact_observation including defaults including constraints)', partition);
  execute format('comment on table warehouse.%I is %L', partition, 'Observations of ' || of_year || '.');
  execute format('alter table warehouse.fact_observation attach partition warehouse.%I
    for values from (%s) to (%s)', partition, of_year, of_year + 1);
  return true;
end
$body$;
`;
