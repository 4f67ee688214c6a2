/**
 * Partitions appear as years do, and only the owner of a table may attach one. The function lends that
 * right to whoever loads, who then needs no other right on the schema than to read and write rows.
 */
export const createPartitionsAsOwner = `
create function warehouse.create_year_partition(of_year integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $body$
declare
  partition text := 'fact_observation_y' || of_year;
begin
  perform pg_advisory_xact_lock(hashtext('gho-platform:partitions'));
  if to_regclass('warehouse.' || partition) is not null then
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
revoke all on function warehouse.create_year_partition(integer) from public;
comment on function warehouse.create_year_partition(integer) is 'Adds the partition of a year to fact_observation, as the owner of the schema; false when it is there. Attaching a ready table lets readers go on, which CREATE ... PARTITION OF would not.';
`;
