with

source as (

    select * from {{ source('warehouse', 'dim_indicator') }}

),

renamed as (

    select
        ---------- ids
        indicator_code,

        ---------- strings
        indicator_name

    from source

)

select * from renamed
