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

country_measures as (

    select
        observations.observation_id,
        countries.country_code,
        countries.country_name,
        countries.who_region_code,
        countries.who_region_name,
        measures.measure,
        observations.year,
        observations.value
    from observations
    inner join measures
        on
            observations.indicator_code = measures.indicator_code
            and observations.slice = measures.slice
    inner join countries
        on observations.area_code = countries.country_code
    where
        observations.area_type = 'COUNTRY'
        and observations.is_single_year
        and observations.value is not null

)

select * from country_measures
