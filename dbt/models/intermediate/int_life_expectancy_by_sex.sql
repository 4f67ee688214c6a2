with

observations as (

    select * from {{ ref('stg_observations') }}

),

countries as (

    select * from {{ ref('stg_countries') }}
    where is_current

),

sexes (slice, sex) as (

    values
    ('SEX_BTSX', 'both'),
    ('SEX_MLE', 'male'),
    ('SEX_FMLE', 'female')

),

by_sex as (

    select
        countries.country_code,
        countries.who_region_code,
        countries.who_region_name,
        sexes.sex,
        observations.year,
        max(observations.value) filter (
            where observations.indicator_code = 'WHOSIS_000001'
        ) as life_expectancy,
        max(observations.value) filter (
            where observations.indicator_code = 'WHOSIS_000002'
        ) as healthy_life_expectancy
    from observations
    inner join sexes
        on observations.slice = sexes.slice
    inner join countries
        on observations.area_code = countries.country_code
    where
        observations.area_type = 'COUNTRY'
        and observations.is_single_year
        and observations.indicator_code in ('WHOSIS_000001', 'WHOSIS_000002')
    group by 1, 2, 3, 4, 5

)

select * from by_sex
