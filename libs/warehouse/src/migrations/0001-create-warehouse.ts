/**
 * The first schema. The unique key of an observation names what WHO publishes as one figure; nulls
 * are values there, because a dimension that an indicator lacks is null in all of its rows.
 */
export const createWarehouse = `
create table warehouse.load (
  load_id text primary key,
  run_name text not null,
  run_uid text not null,
  attempt integer not null check (attempt > 0),
  ingestion_date date not null,
  state text not null check (state in ('Loading', 'Loaded', 'Rejected')),
  rows_read bigint,
  rows_loaded bigint,
  rows_rejected bigint,
  rows_unchanged bigint,
  rows_collapsed bigint,
  rows_withdrawn bigint,
  started_at timestamptz not null,
  finished_at timestamptz,
  constraint load_of_attempt unique (run_uid, attempt)
);
comment on table warehouse.load is 'One row per attempt to load a pull. Whatever carries a load_id became visible when that load turned Loaded.';
comment on column warehouse.load.load_id is 'Run uid and attempt, joined by a slash.';
comment on column warehouse.load.ingestion_date is 'Day of the pull in the raw zone.';
comment on column warehouse.load.state is 'Loading: not finished, nothing visible. Loaded: published. Rejected: the data failed its contract, no observation was touched.';
comment on column warehouse.load.rows_read is 'Rows of the pull: loaded, rejected, unchanged and collapsed ones together.';
comment on column warehouse.load.rows_loaded is 'Observations inserted or changed.';
comment on column warehouse.load.rows_rejected is 'Rows set aside in quarantine.';
comment on column warehouse.load.rows_unchanged is 'Rows that the warehouse already held.';
comment on column warehouse.load.rows_collapsed is 'Rows that repeated another row of the pull word for word.';
comment on column warehouse.load.rows_withdrawn is 'Observations removed because the pull no longer holds them.';

create table warehouse.load_indicator (
  load_id text not null references warehouse.load on delete cascade,
  indicator_code text not null,
  rows_read bigint not null,
  rows_rejected bigint not null,
  rows_collapsed bigint not null,
  source_object text not null,
  source_sha256 text not null,
  content_hash text not null,
  primary key (load_id, indicator_code)
);
create index load_indicator_by_code on warehouse.load_indicator (indicator_code);
comment on table warehouse.load_indicator is 'What each load read of each indicator, and from which object of the raw zone.';
comment on column warehouse.load_indicator.source_object is 'Key of the object in the raw zone.';
comment on column warehouse.load_indicator.source_sha256 is 'Digest of the bytes of that object.';
comment on column warehouse.load_indicator.content_hash is 'Digest of the rows without Id and order; equal content has an equal hash.';

create table warehouse.fact_observation (
  observation_key text not null,
  indicator_code text not null,
  spatial_dim_type text not null,
  spatial_dim text not null,
  parent_location_code text,
  parent_location text,
  year integer not null,
  time_dim_type text not null,
  time_dimension_value text not null,
  time_begin date not null,
  time_end date not null,
  dim1_type text,
  dim1 text,
  dim2_type text,
  dim2 text,
  dim3_type text,
  dim3 text,
  data_source_dim_type text,
  data_source_dim text,
  value_text text,
  numeric_value double precision,
  low double precision,
  high double precision,
  comments text,
  source_updated_at timestamptz,
  ingestion_date date not null,
  load_id text not null,
  loaded_at timestamptz not null,
  constraint fact_observation_natural_key unique nulls not distinct (
    indicator_code, spatial_dim, year, dim1, dim2, dim3, time_dimension_value, spatial_dim_type,
    dim1_type, dim2_type, dim3_type, data_source_dim
  )
) partition by range (year);
comment on table warehouse.fact_observation is 'One row per published figure: an indicator at a place, in a period, for a combination of dimensions. Holds the newest good pull of each indicator. One partition per year.';
comment on column warehouse.fact_observation.observation_key is 'MD5 of the natural key as JSON; the same figure has the same key in every pull.';
comment on column warehouse.fact_observation.spatial_dim_type is 'COUNTRY, or the kind of aggregate (REGION, GLOBAL, WORLDBANKINCOMEGROUP, ...). Never mix them in one sum.';
comment on column warehouse.fact_observation.parent_location_code is 'WHO region of the country as printed in the row; null for aggregates.';
comment on column warehouse.fact_observation.year is 'The year, or the last year of a range.';
comment on column warehouse.fact_observation.time_dimension_value is 'A year or a range such as 2016-2024.';
comment on column warehouse.fact_observation.time_begin is 'First day of the period, as a calendar day of WHO.';
comment on column warehouse.fact_observation.time_end is 'Last day of the period.';
comment on column warehouse.fact_observation.dim1 is 'Code with its type as prefix (SEX_BTSX). The total is a code of its own and differs by dimension.';
comment on column warehouse.fact_observation.value_text is 'Display text. Use numeric_value, low and high.';
comment on column warehouse.fact_observation.low is 'Lower bound of the interval, in the unit of the indicator.';
comment on column warehouse.fact_observation.high is 'Upper bound of the interval, in the unit of the indicator.';
comment on column warehouse.fact_observation.source_updated_at is 'When WHO says it stored the row. Content changes without it.';
comment on column warehouse.fact_observation.ingestion_date is 'Pull that brought the row in its present form.';
comment on column warehouse.fact_observation.load_id is 'Load that wrote the row in its present form.';

create table warehouse.dim_indicator (
  indicator_code text primary key,
  indicator_name text not null,
  language text not null,
  load_id text not null,
  updated_at timestamptz not null
);
comment on table warehouse.dim_indicator is 'One row per indicator that was loaded, with its name from the catalogue.';

create table warehouse.dim_country (
  country_code text not null,
  country_name text not null,
  who_region_code text,
  who_region_name text,
  valid_from date not null,
  valid_to date,
  is_current boolean generated always as (valid_to is null) stored,
  load_id text not null,
  primary key (country_code, valid_from),
  constraint dim_country_period check (valid_to > valid_from)
);
create unique index dim_country_current on warehouse.dim_country (country_code) where valid_to is null;
comment on table warehouse.dim_country is 'One row per country and version of its name and WHO region (slowly changing, type 2). Versions follow each other without gaps.';
comment on column warehouse.dim_country.who_region_code is 'AFR, AMR, EMR, EUR, SEAR or WPR; null for places outside all regions.';
comment on column warehouse.dim_country.valid_from is 'First ingestion date with this version. WHO does not say since when it holds.';
comment on column warehouse.dim_country.valid_to is 'First ingestion date of the next version; null for the current one.';

create table warehouse.quarantine (
  load_id text not null references warehouse.load on delete cascade,
  indicator_code text not null,
  source_line bigint not null,
  reasons text[] not null,
  record jsonb not null,
  quarantined_at timestamptz not null,
  primary key (load_id, indicator_code, source_line)
);
comment on table warehouse.quarantine is 'Rows of a pull that were set aside instead of loaded.';
comment on column warehouse.quarantine.source_line is 'Line in the object of the raw zone, from 1.';
comment on column warehouse.quarantine.reasons is 'Every failed check as check_name:Reason.';
comment on column warehouse.quarantine.record is 'The record by its GHO field names. Characters that PostgreSQL cannot hold are replaced.';

create table warehouse.quality_result (
  load_id text not null references warehouse.load on delete cascade,
  check_name text not null,
  severity text not null,
  outcome text not null check (outcome in ('Passed', 'Warned', 'Failed')),
  rows_checked bigint not null,
  rows_failed bigint not null,
  examples jsonb not null,
  evaluated_at timestamptz not null,
  primary key (load_id, check_name)
);
comment on table warehouse.quality_result is 'What each check of the quality contract found in each load, rejected loads included.';
comment on column warehouse.quality_result.rows_checked is 'Rows that the check applied to.';
`;
