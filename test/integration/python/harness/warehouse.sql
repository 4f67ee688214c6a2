-- The warehouse as the transform stage creates it; partitions by year are left
-- out except for a catch-all, because nothing that reads it can tell.

create schema warehouse;

create table warehouse.load (
    load_id text primary key,
    run_name text,
    run_uid text,
    attempt integer,
    ingestion_date date,
    state text check (state in ('Loading', 'Loaded', 'Rejected')),
    rows_read bigint,
    rows_loaded bigint,
    rows_rejected bigint,
    rows_unchanged bigint,
    started_at timestamptz,
    finished_at timestamptz
);

create table warehouse.load_indicator (
    load_id text references warehouse.load,
    indicator_code text,
    source_object text,
    source_sha256 text,
    primary key (load_id, indicator_code)
);

create table warehouse.fact_observation (
    observation_key text,
    indicator_code text,
    spatial_dim_type text,
    spatial_dim text,
    parent_location_code text,
    parent_location text,
    year integer not null,
    time_dim_type text,
    time_dimension_value text,
    time_begin date,
    time_end date,
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
    ingestion_date date,
    load_id text,
    loaded_at timestamptz default now(),
    unique nulls not distinct (
        indicator_code, spatial_dim_type, spatial_dim, year, time_dimension_value,
        dim1_type, dim1, dim2_type, dim2, dim3_type, dim3, data_source_dim
    )
) partition by range (year);

create table warehouse.fact_observation_all
partition of warehouse.fact_observation default;

create table warehouse.dim_indicator (
    indicator_code text primary key,
    indicator_name text,
    language text,
    load_id text,
    updated_at timestamptz default now()
);

create table warehouse.dim_country (
    country_code text,
    country_name text,
    who_region_code text,
    who_region_name text,
    valid_from date,
    valid_to date,
    is_current boolean,
    load_id text,
    primary key (country_code, valid_from)
);

grant usage on schema warehouse to gho_builder;
grant select on all tables in schema warehouse to gho_builder;
