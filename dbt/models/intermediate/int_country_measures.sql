-- Everything downstream of this table counts each country once per year:
-- aggregates of countries, partial slices and multi-year periods end here.

with

observations as (

    select * from {{ ref('stg_observations') }}

),

countries as (

    select * from {{ ref('stg_countries') }}
    where is_current

),

measures (indicator_code, measure, slice) as (

    values
    {%- for measure in var('measures') %}
    ('{{ measure.indicator }}', '{{ measure.name }}', '{{ measure.slice }}')
    {%- if not loop.last %},{% endif %}
    {%- endfor %}

),

-- Materialized, so that countries are joined first: PostgreSQL takes rows of a
-- single year for rare, and after the measures it would compare every row with
-- every country.
country_observations as materialized (

    select
        observations.observation_id,
        observations.indicator_code,
        observations.slice,
        observations.year,
        observations.value,
        countries.country_code,
        countries.country_name,
        countries.who_region_code,
        countries.who_region_name
    from observations
    inner join countries
        on observations.area_code = countries.country_code
    where
        observations.area_type = 'COUNTRY'
        and observations.is_single_year
        and observations.value is not null

),

country_measures as (

    select
        country_observations.observation_id,
        country_observations.country_code,
        country_observations.country_name,
        country_observations.who_region_code,
        country_observations.who_region_name,
        measures.measure,
        country_observations.year,
        country_observations.value
    from country_observations
    inner join measures
        on
            country_observations.indicator_code = measures.indicator_code
            and country_observations.slice = measures.slice

)

select * from country_measures
