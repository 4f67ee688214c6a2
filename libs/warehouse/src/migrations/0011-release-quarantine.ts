/** Which load took a row after all, and a view that says where each row in quarantine comes from. */
export const releaseQuarantine = `
alter table warehouse.quarantine
  add column released_by text,
  add column released_at timestamptz;
comment on column warehouse.quarantine.released_by is 'Load of the same pull that accepted the row after all, under another contract; null while none has.';
comment on column warehouse.quarantine.released_at is 'When that load was published.';

create view warehouse.quarantined_row as
select q.load_id, l.run_name, l.ingestion_date, l.state as load_state, q.indicator_code,
  i.source_object, q.source_line, q.reasons, q.record, q.quarantined_at, q.released_by,
  q.released_at,
  not exists (
    select from warehouse.load_indicator j join warehouse.load m using (load_id)
    where j.indicator_code = q.indicator_code and m.ingestion_date = l.ingestion_date
      and m.finished_at > l.finished_at) as is_latest
from warehouse.quarantine q
join warehouse.load l using (load_id)
join warehouse.load_indicator i on i.load_id = q.load_id and i.indicator_code = q.indicator_code;
comment on view warehouse.quarantined_row is 'Rows in quarantine with where they come from: a pull that was judged twice is there twice.';
comment on column warehouse.quarantined_row.load_id is 'Load that set the row aside.';
comment on column warehouse.quarantined_row.run_name is 'PipelineRun of that load.';
comment on column warehouse.quarantined_row.ingestion_date is 'Day of the pull.';
comment on column warehouse.quarantined_row.load_state is 'Loaded: the other rows were loaded. Rejected: nothing was.';
comment on column warehouse.quarantined_row.indicator_code is 'Indicator that the row was pulled for.';
comment on column warehouse.quarantined_row.source_object is 'Key of the object in the raw zone.';
comment on column warehouse.quarantined_row.source_line is 'Line in that object, from 1.';
comment on column warehouse.quarantined_row.reasons is 'Every failed check as check_name:Reason.';
comment on column warehouse.quarantined_row.record is 'The record by its GHO field names.';
comment on column warehouse.quarantined_row.quarantined_at is 'When the row was set aside.';
comment on column warehouse.quarantined_row.released_by is 'Load that accepted the row after all.';
comment on column warehouse.quarantined_row.released_at is 'When that load was published.';
comment on column warehouse.quarantined_row.is_latest is 'No later load has judged this pull of the indicator, so this is how the row stands.';
`;
