-- WHO adds areas to the data before it adds them to the dimension. Such rows
-- are left out of the marts: worth knowing, no reason to halt.

{{ config(severity='warn') }}

with

observations as (

    select * from {{ ref('stg_observations') }}

),

countries as (

    select * from {{ ref('stg_countries') }}

)

select distinct observations.area_code
from observations
left join countries
    on observations.area_code = countries.country_code
where
    observations.area_type = 'COUNTRY'
    and countries.country_code is null
