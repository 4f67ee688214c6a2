import { observationColumnList } from './observation-column-list.ts';

/**
 * What was believed before: a version that is no longer in fact_observation moves here. The function
 * names its columns one by one, so that a column added to one table only is an error at once.
 */
export const keepObservationHistory = `
create table warehouse.observation_history (
  like warehouse.fact_observation including comments,
  superseded_on date not null,
  superseded_by text not null,
  primary key (observation_key, ingestion_date),
  constraint observation_history_period check (superseded_on > ingestion_date)
);
create index observation_history_by_indicator
  on warehouse.observation_history (indicator_code, superseded_on);
comment on table warehouse.observation_history is 'One row per figure and period in which an older version of it was believed: from ingestion_date until just before superseded_on. Periods of one figure never overlap each other, nor that of its version in fact_observation.';
comment on column warehouse.observation_history.superseded_on is 'First ingestion date at which this version was no longer believed: the figure was corrected or withdrawn.';
comment on column warehouse.observation_history.superseded_by is 'Load of that pull.';

comment on column warehouse.fact_observation.ingestion_date is 'Pull since which the row is believed in its present form.';
comment on column warehouse.fact_observation.load_id is 'Load of that pull.';
comment on column warehouse.observation_history.ingestion_date is 'Pull since which the row was believed in this form.';
comment on column warehouse.observation_history.load_id is 'Load of that pull.';

create function warehouse.observation_as_of(as_of date)
returns setof warehouse.fact_observation
language sql stable parallel safe
begin atomic
  select ${observationColumnList('f')} from warehouse.fact_observation f where f.ingestion_date <= as_of
  union all
  select ${observationColumnList('h')} from warehouse.observation_history h
  where h.ingestion_date <= as_of and h.superseded_on > as_of;
end;
comment on function warehouse.observation_as_of(date) is 'The observations as they were believed on a day: those of the newest good pull of each indicator up to that day.';
`;
