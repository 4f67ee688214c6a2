/**
 * Dimensions and the catalogue are judged as indicators are: what was read of them, what was set aside
 * and which contract found it lies in the same tables. What was there before is of indicators.
 */
export const judgeEveryDataSet = `
drop view warehouse.quarantined_row;

alter table warehouse.load_indicator rename to load_data_set;
alter table warehouse.load_data_set rename column indicator_code to code;
alter table warehouse.load_data_set add column kind text not null default 'indicator';
alter table warehouse.load_data_set alter column kind drop default;
alter table warehouse.load_data_set
  add constraint load_data_set_kind check (kind in ('indicator', 'dimension', 'catalogue'));
alter table warehouse.load_data_set drop constraint load_indicator_pkey;
alter table warehouse.load_data_set add primary key (load_id, kind, code);
alter index warehouse.load_indicator_by_code rename to load_data_set_by_code;
comment on table warehouse.load_data_set is 'What each load read of each data set, and from which object of the raw zone.';
comment on column warehouse.load_data_set.kind is 'indicator, dimension or catalogue.';
comment on column warehouse.load_data_set.code is 'GHO code of the indicator or dimension; Indicator for the catalogue.';

create view warehouse.load_indicator as
select load_id, code as indicator_code, rows_read, rows_rejected, rows_collapsed, source_object,
  source_sha256, content_hash, numeric_values, lower_quartile, median, upper_quartile
from warehouse.load_data_set where kind = 'indicator';
comment on view warehouse.load_indicator is 'What each load read of each indicator: those rows of load_data_set.';
comment on column warehouse.load_indicator.load_id is 'The load.';
comment on column warehouse.load_indicator.indicator_code is 'GHO code of the indicator.';
comment on column warehouse.load_indicator.rows_read is 'Rows of the pull: accepted, rejected and collapsed ones together.';
comment on column warehouse.load_indicator.rows_rejected is 'Rows set aside in quarantine.';
comment on column warehouse.load_indicator.rows_collapsed is 'Rows that repeated another row of the pull word for word.';
comment on column warehouse.load_indicator.source_object is 'Key of the object in the raw zone.';
comment on column warehouse.load_indicator.source_sha256 is 'Digest of the bytes of that object.';
comment on column warehouse.load_indicator.content_hash is 'Digest of the rows without Id and order; equal content has an equal hash.';
comment on column warehouse.load_indicator.numeric_values is 'Accepted rows with a number; null when the load did not count them.';
comment on column warehouse.load_indicator.lower_quartile is 'Of the numbers of the accepted rows, in the unit of the indicator; null when there are none.';
comment on column warehouse.load_indicator.median is 'Of the numbers of the accepted rows, as percentile_cont has it.';
comment on column warehouse.load_indicator.upper_quartile is 'Of the numbers of the accepted rows, in the unit of the indicator.';

alter table warehouse.quarantine rename column indicator_code to code;
alter table warehouse.quarantine add column kind text not null default 'indicator';
alter table warehouse.quarantine alter column kind drop default;
alter table warehouse.quarantine
  add constraint quarantine_kind check (kind in ('indicator', 'dimension', 'catalogue'));
alter table warehouse.quarantine drop constraint quarantine_pkey;
alter table warehouse.quarantine add primary key (load_id, kind, code, source_line);
comment on column warehouse.quarantine.kind is 'Kind of the data set: indicator, dimension or catalogue.';
comment on column warehouse.quarantine.code is 'Code of the data set whose object holds the row, whatever the row itself says.';

alter table warehouse.quality_result add column contract text;
comment on column warehouse.quality_result.contract is 'Name of the quality contract; null for loads that were judged by one contract only.';

comment on column warehouse.load.rows_read is 'Rows of the indicators of the pull: loaded, rejected, unchanged and collapsed ones together.';
comment on column warehouse.load.rows_rejected is 'Rows of the indicators set aside in quarantine.';

create view warehouse.quarantined_row as
select q.load_id, l.run_name, l.ingestion_date, l.state as load_state, q.kind, q.code,
  d.source_object, q.source_line, q.reasons, q.record, q.quarantined_at, q.released_by,
  q.released_at,
  not exists (
    select from warehouse.load_data_set e join warehouse.load m using (load_id)
    where e.kind = q.kind and e.code = q.code and m.ingestion_date = l.ingestion_date
      and m.finished_at > l.finished_at) as is_latest
from warehouse.quarantine q
join warehouse.load l using (load_id)
join warehouse.load_data_set d using (load_id, kind, code);
comment on view warehouse.quarantined_row is 'Rows in quarantine with where they come from: a pull that was judged twice is there twice.';
comment on column warehouse.quarantined_row.load_id is 'Load that set the row aside.';
comment on column warehouse.quarantined_row.run_name is 'PipelineRun of that load.';
comment on column warehouse.quarantined_row.ingestion_date is 'Day of the pull.';
comment on column warehouse.quarantined_row.load_state is 'Loaded: the other rows were loaded. Rejected: nothing was.';
comment on column warehouse.quarantined_row.kind is 'Kind of the data set that the row was pulled for: indicator, dimension or catalogue.';
comment on column warehouse.quarantined_row.code is 'Code of that data set.';
comment on column warehouse.quarantined_row.source_object is 'Key of the object in the raw zone.';
comment on column warehouse.quarantined_row.source_line is 'Line in that object, from 1.';
comment on column warehouse.quarantined_row.reasons is 'Every failed check as check_name:Reason.';
comment on column warehouse.quarantined_row.record is 'The record by its GHO field names.';
comment on column warehouse.quarantined_row.quarantined_at is 'When the row was set aside.';
comment on column warehouse.quarantined_row.released_by is 'Load that accepted the row after all.';
comment on column warehouse.quarantined_row.released_at is 'When that load was published.';
comment on column warehouse.quarantined_row.is_latest is 'No later load has judged this pull of the data set, so this is how the row stands.';
`;
