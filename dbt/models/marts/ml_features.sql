with

measures as (

    select * from {{ ref('int_country_measures') }}

),

newest_known as (

    select * from {{ ref('int_newest_known_measures') }}

),

targets as (

    select
        country_code,
        who_region_code,
        year,
        value as life_expectancy
    from measures
    where
        measure = 'life_expectancy'
        and who_region_code is not null

),

features as (

    select
        country_code,
        year,
        {{- pivot_measures(feature_measures()) }}
    from newest_known
    group by country_code, year

),

joined as (

    select
        targets.country_code,
        targets.who_region_code,
        targets.year,
        targets.life_expectancy,
        {%- for name in feature_measures() %}
        features.{{ name }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from targets
    left join features
        on
            targets.country_code = features.country_code
            and targets.year = features.year

)

select * from joined
