with

source as (

    select * from {{ source('warehouse', 'dim_country') }}

),

renamed as (

    select
        ---------- ids
        country_code,
        who_region_code,
        load_id,

        ---------- strings
        country_name,
        who_region_name,

        ---------- booleans
        is_current,

        ---------- dates
        valid_from,
        valid_to

    from source

)

select * from renamed
