import { observationColumnList } from './observation-column-list.ts';

/**
 * History grows with every correction. What is removed of it is written down, so that a day of which
 * something is missing is refused instead of answered wrongly. PostgreSQL evaluates the check once for a
 * query, since it depends on no row.
 */
export const forgetHistory = `
create table warehouse.history_removal (
  removed_at timestamptz primary key,
  history_begins date not null,
  versions_removed bigint not null,
  quarantined_removed bigint not null
);
comment on table warehouse.history_removal is 'One row per removal of old history by forget_history.';
comment on column warehouse.history_removal.removed_at is 'When it was removed.';
comment on column warehouse.history_removal.history_begins is 'First day of which everything is kept that was believed.';
comment on column warehouse.history_removal.versions_removed is 'Rows removed from observation_history.';
comment on column warehouse.history_removal.quarantined_removed is 'Rows removed from quarantine.';

create function warehouse.is_remembered(day date) returns boolean
language plpgsql stable parallel safe set search_path = pg_catalog, pg_temp
as $body$
declare
  begins date := (select max(r.history_begins) from warehouse.history_removal r);
begin
  if day < begins then
    raise exception 'what was believed on % is no longer kept: history begins on %', day, begins;
  end if;
  return true;
end
$body$;
comment on function warehouse.is_remembered(date) is 'True, or an error when history of that day was removed.';

create or replace function warehouse.observation_as_of(as_of date)
returns setof warehouse.fact_observation
language sql stable parallel safe
begin atomic
  select ${observationColumnList('f')} from warehouse.fact_observation f
  where f.ingestion_date <= as_of and warehouse.is_remembered(as_of)
  union all
  select ${observationColumnList('h')} from warehouse.observation_history h
  where h.ingestion_date <= as_of and h.superseded_on > as_of and warehouse.is_remembered(as_of);
end;

create function warehouse.forget_history(before date) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp
as $body$
declare
  newest date := (select max(l.ingestion_date) from warehouse.load l where l.state = 'Loaded');
  versions bigint;
  quarantined bigint;
begin
  if before is null or newest is null or before > newest then
    raise exception 'cannot forget what was believed before %: allowed up to the newest pull, %', before, newest;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('gho-platform:publication', 0));
  delete from warehouse.observation_history h where h.superseded_on <= before;
  get diagnostics versions = row_count;
  delete from warehouse.quarantine q using warehouse.load l
  where l.load_id = q.load_id and l.ingestion_date < before;
  get diagnostics quarantined = row_count;
  insert into warehouse.history_removal values (clock_timestamp(), before, versions, quarantined);
  return versions;
end
$body$;
revoke all on function warehouse.forget_history(date) from public;
comment on function warehouse.forget_history(date) is 'Removes what answers only for days before the given one: older versions, and rows in quarantine of older pulls. What is believed now, loads and their checks stay. Returns the versions removed.';
`;
