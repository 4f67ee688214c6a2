-- Point in time: for a target of year Y only values about earlier years
-- count, so that nothing measured together with the target can explain it.
-- (WHO restates past years with every pull; what was known on a day of year Y
-- is not published, only what is known now.)

with

measures as (

    select * from {{ ref('int_country_measures') }}

),

target_years as (

    select
        country_code,
        year
    from measures
    where measure = 'life_expectancy'

),

newest_known as (

    select distinct on (
        target_years.country_code, target_years.year, measures.measure
    )
        target_years.country_code,
        measures.measure,
        target_years.year,
        measures.year as measured_year,
        measures.value
    from target_years
    inner join measures
        on
            target_years.country_code = measures.country_code
            and measures.year
            between target_years.year - {{ var('feature_lookback_years') }}
            and target_years.year - 1
    order by
        target_years.country_code asc,
        target_years.year asc,
        measures.measure asc,
        measures.year desc

)

select * from newest_known
