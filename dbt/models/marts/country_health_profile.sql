with

measures as (

    select * from {{ ref('int_country_measures') }}

),

profiles as (

    select
        country_code,
        who_region_code,
        country_name,
        who_region_name,
        year,
        {{- pivot_measures(var('measures') | map(attribute='name') | list) }}
    from measures
    group by
        country_code,
        who_region_code,
        country_name,
        who_region_name,
        year

)

select * from profiles
