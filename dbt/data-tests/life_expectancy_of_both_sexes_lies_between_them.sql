-- An arithmetic identity: a mean over two groups lies between their means. It
-- breaks when a region's rows mix sexes. It says nothing about means over
-- different countries, of which another test warns.

with

regions as (

    select * from {{ ref('life_expectancy_by_region') }}

),

side_by_side as (

    select
        who_region_code,
        year,
        max(life_expectancy_mean) filter (where sex = 'both') as both_sexes,
        max(life_expectancy_mean) filter (where sex = 'male') as male,
        max(life_expectancy_mean) filter (where sex = 'female') as female
    from regions
    group by who_region_code, year
    having count(*) = 3 and count(distinct countries) = 1

)

select *
from side_by_side
where both_sexes not between least(male, female) and greatest(male, female)
