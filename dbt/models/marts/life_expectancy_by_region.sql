with

by_sex as (

    select * from {{ ref('int_life_expectancy_by_sex') }}

),

by_region as (

    select
        who_region_code,
        max(who_region_name) as who_region_name,
        sex,
        year,
        count(*)::integer as countries,
        round(avg(life_expectancy::numeric), 4) as life_expectancy_mean,
        round(avg(healthy_life_expectancy::numeric), 4) as hale_mean
    from by_sex
    where
        who_region_code is not null
        and life_expectancy is not null
    group by
        who_region_code,
        sex,
        year

)

select * from by_region
