-- A row in quarantine takes its country out of one sex only. The quality
-- contract tolerates some such rows, so they are worth a warning and no reason
-- to withhold everything else.

{{ config(severity='warn') }}

with

regions as (

    select * from {{ ref('life_expectancy_by_region') }}

)

select
    who_region_code,
    year,
    count(*) as sexes,
    min(countries) as fewest_countries,
    max(countries) as most_countries
from regions
group by who_region_code, year
having count(*) < 3 or count(distinct countries) > 1
