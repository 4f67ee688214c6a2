-- A warehouse as it was before 0003-keep-observation-history, with two pulls of one indicator: pg_dump --inserts.
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA warehouse;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE warehouse.country_dimension (
    country_code text NOT NULL,
    who_region_code text,
    who_region_name text,
    ingestion_date date NOT NULL,
    load_id text NOT NULL
);
COMMENT ON TABLE warehouse.country_dimension IS 'What the newest loaded COUNTRY dimension says of each country. dim_country holds what came of it and of the rows.';
COMMENT ON COLUMN warehouse.country_dimension.ingestion_date IS 'Pull of the dimension.';
CREATE TABLE warehouse.dim_country (
    country_code text NOT NULL,
    country_name text NOT NULL,
    who_region_code text,
    who_region_name text,
    valid_from date NOT NULL,
    valid_to date,
    is_current boolean GENERATED ALWAYS AS ((valid_to IS NULL)) STORED,
    load_id text NOT NULL,
    CONSTRAINT dim_country_period CHECK ((valid_to > valid_from))
);
COMMENT ON TABLE warehouse.dim_country IS 'One row per country and version of its name and WHO region (slowly changing, type 2). Versions follow each other without gaps.';
COMMENT ON COLUMN warehouse.dim_country.who_region_code IS 'AFR, AMR, EMR, EUR, SEAR or WPR; null for places outside all regions.';
COMMENT ON COLUMN warehouse.dim_country.valid_from IS 'First ingestion date with this version. WHO does not say since when it holds.';
COMMENT ON COLUMN warehouse.dim_country.valid_to IS 'First ingestion date of the next version; null for the current one.';
CREATE TABLE warehouse.dim_indicator (
    indicator_code text NOT NULL,
    indicator_name text NOT NULL,
    language text NOT NULL,
    load_id text NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE warehouse.dim_indicator IS 'One row per indicator that was loaded, with its name from the catalogue.';
CREATE TABLE warehouse.fact_observation (
    observation_key text NOT NULL,
    indicator_code text NOT NULL,
    spatial_dim_type text NOT NULL,
    spatial_dim text NOT NULL,
    parent_location_code text,
    parent_location text,
    year integer NOT NULL,
    time_dim_type text NOT NULL,
    time_dimension_value text NOT NULL,
    time_begin date NOT NULL,
    time_end date NOT NULL,
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
    source_updated_at timestamp with time zone,
    ingestion_date date NOT NULL,
    load_id text NOT NULL,
    loaded_at timestamp with time zone NOT NULL
)
PARTITION BY RANGE (year);
COMMENT ON TABLE warehouse.fact_observation IS 'One row per published figure: an indicator at a place, in a period, for a combination of dimensions. Holds the newest good pull of each indicator. One partition per year.';
COMMENT ON COLUMN warehouse.fact_observation.observation_key IS 'MD5 of the natural key as JSON; the same figure has the same key in every pull.';
COMMENT ON COLUMN warehouse.fact_observation.spatial_dim_type IS 'COUNTRY, or the kind of aggregate (REGION, GLOBAL, WORLDBANKINCOMEGROUP, ...). Never mix them in one sum.';
COMMENT ON COLUMN warehouse.fact_observation.parent_location_code IS 'WHO region of the country as printed in the row; null for aggregates.';
COMMENT ON COLUMN warehouse.fact_observation.year IS 'The year, or the last year of a range.';
COMMENT ON COLUMN warehouse.fact_observation.time_dimension_value IS 'A year or a range such as 2016-2024.';
COMMENT ON COLUMN warehouse.fact_observation.time_begin IS 'First day of the period, as a calendar day of WHO.';
COMMENT ON COLUMN warehouse.fact_observation.time_end IS 'Last day of the period.';
COMMENT ON COLUMN warehouse.fact_observation.dim1 IS 'Code with its type as prefix (SEX_BTSX). The total is a code of its own and differs by dimension.';
COMMENT ON COLUMN warehouse.fact_observation.value_text IS 'Display text. Use numeric_value, low and high.';
COMMENT ON COLUMN warehouse.fact_observation.low IS 'Lower bound of the interval, in the unit of the indicator.';
COMMENT ON COLUMN warehouse.fact_observation.high IS 'Upper bound of the interval, in the unit of the indicator.';
COMMENT ON COLUMN warehouse.fact_observation.source_updated_at IS 'When WHO says it stored the row. Content changes without it.';
COMMENT ON COLUMN warehouse.fact_observation.ingestion_date IS 'Pull that brought the row in its present form.';
COMMENT ON COLUMN warehouse.fact_observation.load_id IS 'Load that wrote the row in its present form.';
CREATE TABLE warehouse.fact_observation_y2016 (
    observation_key text NOT NULL,
    indicator_code text NOT NULL,
    spatial_dim_type text NOT NULL,
    spatial_dim text NOT NULL,
    parent_location_code text,
    parent_location text,
    year integer NOT NULL,
    time_dim_type text NOT NULL,
    time_dimension_value text NOT NULL,
    time_begin date NOT NULL,
    time_end date NOT NULL,
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
    source_updated_at timestamp with time zone,
    ingestion_date date NOT NULL,
    load_id text NOT NULL,
    loaded_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE warehouse.fact_observation_y2016 IS 'Observations of 2016.';
CREATE TABLE warehouse.load (
    load_id text NOT NULL,
    run_name text NOT NULL,
    run_uid text NOT NULL,
    attempt integer NOT NULL,
    ingestion_date date NOT NULL,
    state text NOT NULL,
    rows_read bigint,
    rows_loaded bigint,
    rows_rejected bigint,
    rows_unchanged bigint,
    rows_collapsed bigint,
    rows_withdrawn bigint,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT load_attempt_check CHECK ((attempt > 0)),
    CONSTRAINT load_state_check CHECK ((state = ANY (ARRAY['Loading'::text, 'Loaded'::text, 'Rejected'::text])))
);
COMMENT ON TABLE warehouse.load IS 'One row per attempt to load a pull. Whatever carries a load_id became visible when that load turned Loaded.';
COMMENT ON COLUMN warehouse.load.load_id IS 'Run uid and attempt, joined by a slash.';
COMMENT ON COLUMN warehouse.load.ingestion_date IS 'Day of the pull in the raw zone.';
COMMENT ON COLUMN warehouse.load.state IS 'Loading: not finished, nothing visible. Loaded: published. Rejected: the data failed its contract, no observation was touched.';
COMMENT ON COLUMN warehouse.load.rows_read IS 'Rows of the pull: loaded, rejected, unchanged and collapsed ones together.';
COMMENT ON COLUMN warehouse.load.rows_loaded IS 'Observations inserted or changed.';
COMMENT ON COLUMN warehouse.load.rows_rejected IS 'Rows set aside in quarantine.';
COMMENT ON COLUMN warehouse.load.rows_unchanged IS 'Rows that the warehouse already held.';
COMMENT ON COLUMN warehouse.load.rows_collapsed IS 'Rows that repeated another row of the pull word for word.';
COMMENT ON COLUMN warehouse.load.rows_withdrawn IS 'Observations removed because the pull no longer holds them.';
CREATE TABLE warehouse.load_indicator (
    load_id text NOT NULL,
    indicator_code text NOT NULL,
    rows_read bigint NOT NULL,
    rows_rejected bigint NOT NULL,
    rows_collapsed bigint NOT NULL,
    source_object text NOT NULL,
    source_sha256 text NOT NULL,
    content_hash text NOT NULL
);
COMMENT ON TABLE warehouse.load_indicator IS 'What each load read of each indicator, and from which object of the raw zone.';
COMMENT ON COLUMN warehouse.load_indicator.source_object IS 'Key of the object in the raw zone.';
COMMENT ON COLUMN warehouse.load_indicator.source_sha256 IS 'Digest of the bytes of that object.';
COMMENT ON COLUMN warehouse.load_indicator.content_hash IS 'Digest of the rows without Id and order; equal content has an equal hash.';
CREATE TABLE warehouse.quality_result (
    load_id text NOT NULL,
    check_name text NOT NULL,
    severity text NOT NULL,
    outcome text NOT NULL,
    rows_checked bigint NOT NULL,
    rows_failed bigint NOT NULL,
    examples jsonb NOT NULL,
    evaluated_at timestamp with time zone NOT NULL,
    CONSTRAINT quality_result_outcome_check CHECK ((outcome = ANY (ARRAY['Passed'::text, 'Warned'::text, 'Failed'::text])))
);
COMMENT ON TABLE warehouse.quality_result IS 'What each check of the quality contract found in each load, rejected loads included.';
COMMENT ON COLUMN warehouse.quality_result.rows_checked IS 'Rows that the check applied to.';
CREATE TABLE warehouse.quarantine (
    load_id text NOT NULL,
    indicator_code text NOT NULL,
    source_line bigint NOT NULL,
    reasons text[] NOT NULL,
    record jsonb NOT NULL,
    quarantined_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE warehouse.quarantine IS 'Rows of a pull that were set aside instead of loaded.';
COMMENT ON COLUMN warehouse.quarantine.source_line IS 'Line in the object of the raw zone, from 1.';
COMMENT ON COLUMN warehouse.quarantine.reasons IS 'Every failed check as check_name:Reason.';
COMMENT ON COLUMN warehouse.quarantine.record IS 'The record by its GHO field names. Characters that PostgreSQL cannot hold are replaced.';
CREATE TABLE warehouse.schema_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE warehouse.schema_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY warehouse.fact_observation ATTACH PARTITION warehouse.fact_observation_y2016 FOR VALUES FROM (2016) TO (2017);
INSERT INTO warehouse.dim_country VALUES ('BTN', 'BTN', 'SEAR', 'South-East Asia', '2026-01-01', NULL, DEFAULT, 'run-2026-01-01/1');
INSERT INTO warehouse.dim_country VALUES ('LKA', 'LKA', 'SEAR', 'South-East Asia', '2026-01-01', NULL, DEFAULT, 'run-2026-01-01/1');
INSERT INTO warehouse.dim_country VALUES ('NPL', 'NPL', 'SEAR', 'South-East Asia', '2026-01-01', NULL, DEFAULT, 'run-2026-01-01/1');
INSERT INTO warehouse.dim_country VALUES ('MDV', 'MDV', 'SEAR', 'South-East Asia', '2026-02-01', NULL, DEFAULT, 'run-2026-02-01/1');
INSERT INTO warehouse.dim_indicator VALUES ('WHOSIS_000001', 'Life expectancy at birth (years)', 'EN', 'run-2026-01-01/1', '2026-11-25 23:59:35.222081+00');
INSERT INTO warehouse.fact_observation_y2016 VALUES ('NPL', 'WHOSIS_000001', 'COUNTRY', 'NPL', 'SEAR', 'South-East Asia', 2016, 'YEAR', '2016', '2016-01-01', '2016-12-31', 'SEX', 'SEX_BTSX', NULL, NULL, NULL, NULL, NULL, NULL, '70.1 [69.0-71.0]', 69.5, 69, 71, NULL, '2024-08-02 07:43:39.193+00', '2026-01-01', 'run-2026-01-01/1', '2026-11-25 23:59:35.222081+00');
INSERT INTO warehouse.fact_observation_y2016 VALUES ('BTN', 'WHOSIS_000001', 'COUNTRY', 'BTN', 'SEAR', 'South-East Asia', 2016, 'YEAR', '2016', '2016-01-01', '2016-12-31', 'SEX', 'SEX_BTSX', NULL, NULL, NULL, NULL, NULL, NULL, '70.1 [69.0-71.0]', 70.2, 69, 71, NULL, '2024-08-02 07:43:39.193+00', '2026-02-01', 'run-2026-02-01/1', '2026-11-25 23:59:35.287041+00');
INSERT INTO warehouse.fact_observation_y2016 VALUES ('MDV', 'WHOSIS_000001', 'COUNTRY', 'MDV', 'SEAR', 'South-East Asia', 2016, 'YEAR', '2016', '2016-01-01', '2016-12-31', 'SEX', 'SEX_BTSX', NULL, NULL, NULL, NULL, NULL, NULL, '70.1 [69.0-71.0]', 79, 69, 71, NULL, '2024-08-02 07:43:39.193+00', '2026-02-01', 'run-2026-02-01/1', '2026-11-25 23:59:35.287041+00');
INSERT INTO warehouse.load VALUES ('run-2026-01-01/1', 'nightly', 'run-2026-01-01', 1, '2026-01-01', 'Loaded', 3, 3, 0, 0, 0, 0, '2026-11-25 23:59:35.185698+00', '2026-11-25 23:59:35.222081+00');
INSERT INTO warehouse.load VALUES ('run-2026-02-01/1', 'nightly', 'run-2026-02-01', 1, '2026-02-01', 'Loaded', 3, 2, 0, 1, 0, 1, '2026-11-25 23:59:35.255134+00', '2026-11-25 23:59:35.287041+00');
INSERT INTO warehouse.load_indicator VALUES ('run-2026-01-01/1', 'WHOSIS_000001', 3, 0, 0, 'raw/gho/x', 'a', 'b');
INSERT INTO warehouse.load_indicator VALUES ('run-2026-02-01/1', 'WHOSIS_000001', 3, 0, 0, 'raw/gho/x', 'a', 'b');
INSERT INTO warehouse.schema_migration VALUES ('0001-create-warehouse', '2026-11-25T23:59:35.169Z');
INSERT INTO warehouse.schema_migration VALUES ('0002-keep-country-dimension', '2026-11-25T23:59:35.177Z');
INSERT INTO warehouse.schema_migration_lock VALUES ('migration_lock', 0);
ALTER TABLE ONLY warehouse.country_dimension
    ADD CONSTRAINT country_dimension_pkey PRIMARY KEY (country_code);
ALTER TABLE ONLY warehouse.dim_country
    ADD CONSTRAINT dim_country_pkey PRIMARY KEY (country_code, valid_from);
ALTER TABLE ONLY warehouse.dim_indicator
    ADD CONSTRAINT dim_indicator_pkey PRIMARY KEY (indicator_code);
ALTER TABLE ONLY warehouse.fact_observation
    ADD CONSTRAINT fact_observation_natural_key UNIQUE NULLS NOT DISTINCT (indicator_code, spatial_dim, year, dim1, dim2, dim3, time_dimension_value, spatial_dim_type, dim1_type, dim2_type, dim3_type, data_source_dim);
ALTER TABLE ONLY warehouse.fact_observation_y2016
    ADD CONSTRAINT fact_observation_y2016_indicator_code_spatial_dim_year_dim1_key UNIQUE NULLS NOT DISTINCT (indicator_code, spatial_dim, year, dim1, dim2, dim3, time_dimension_value, spatial_dim_type, dim1_type, dim2_type, dim3_type, data_source_dim);
ALTER TABLE ONLY warehouse.load_indicator
    ADD CONSTRAINT load_indicator_pkey PRIMARY KEY (load_id, indicator_code);
ALTER TABLE ONLY warehouse.load
    ADD CONSTRAINT load_of_attempt UNIQUE (run_uid, attempt);
ALTER TABLE ONLY warehouse.load
    ADD CONSTRAINT load_pkey PRIMARY KEY (load_id);
ALTER TABLE ONLY warehouse.quality_result
    ADD CONSTRAINT quality_result_pkey PRIMARY KEY (load_id, check_name);
ALTER TABLE ONLY warehouse.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (load_id, indicator_code, source_line);
ALTER TABLE ONLY warehouse.schema_migration_lock
    ADD CONSTRAINT schema_migration_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY warehouse.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (name);
CREATE UNIQUE INDEX dim_country_current ON warehouse.dim_country USING btree (country_code) WHERE (valid_to IS NULL);
CREATE INDEX load_indicator_by_code ON warehouse.load_indicator USING btree (indicator_code);
ALTER INDEX warehouse.fact_observation_natural_key ATTACH PARTITION warehouse.fact_observation_y2016_indicator_code_spatial_dim_year_dim1_key;
ALTER TABLE ONLY warehouse.load_indicator
    ADD CONSTRAINT load_indicator_load_id_fkey FOREIGN KEY (load_id) REFERENCES warehouse.load(load_id) ON DELETE CASCADE;
ALTER TABLE ONLY warehouse.quality_result
    ADD CONSTRAINT quality_result_load_id_fkey FOREIGN KEY (load_id) REFERENCES warehouse.load(load_id) ON DELETE CASCADE;
ALTER TABLE ONLY warehouse.quarantine
    ADD CONSTRAINT quarantine_load_id_fkey FOREIGN KEY (load_id) REFERENCES warehouse.load(load_id) ON DELETE CASCADE;
