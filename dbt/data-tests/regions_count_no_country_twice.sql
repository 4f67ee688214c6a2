-- A region never has more countries than the dimension knows for it.

with

regions as (

    select * from {{ ref('life_expectancy_by_region') }}

),

members as (

    select
        who_region_code,
        count(*) as countries
    from {{ ref('stg_countries') }}
    where is_current
    group by who_region_code

)

select regions.*
from regions
left join members
    on regions.who_region_code = members.who_region_code
where regions.countries > coalesce(members.countries, 0)
