with

measures as (

    select * from {{ ref('int_country_measures') }}

),

countries as (

    select * from {{ ref('stg_countries') }}
    where is_current

),

members as (

    select
        who_region_code,
        max(who_region_name) as who_region_name,
        count(*)::integer as members
    from countries
    where who_region_code is not null
    group by who_region_code

),

-- What a model may learn from is what says something about the health system
-- and does not come out of life tables.
health_measures (measure) as (

    values
    {%- for name in feature_measures() %}
    ('{{ name }}')
    {%- if not loop.last %},{% endif %}
    {%- endfor %}

),

by_region as (

    select
        measures.who_region_code,
        measures.year,
        measures.measure,
        count(*)::integer as countries,
        round(avg(measures.value::numeric), 4) as mean,
        round(
            percentile_cont(0.5) within group (
                order by measures.value
            )::numeric,
            4
        ) as median,
        round(min(measures.value)::numeric, 4) as minimum,
        round(max(measures.value)::numeric, 4) as maximum
    from measures
    inner join health_measures
        on measures.measure = health_measures.measure
    group by
        measures.who_region_code,
        measures.year,
        measures.measure

),

joined as (

    select
        by_region.who_region_code,
        members.who_region_name,
        by_region.year,
        by_region.measure,
        by_region.countries,
        members.members,
        by_region.mean,
        by_region.median,
        by_region.minimum,
        by_region.maximum
    from by_region
    inner join members
        on by_region.who_region_code = members.who_region_code

)

select * from joined
