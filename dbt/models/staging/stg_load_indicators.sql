with

source as (

    select * from {{ source('warehouse', 'load_indicator') }}

),

renamed as (

    select
        ---------- ids
        load_id,
        indicator_code,

        ---------- strings
        source_object,
        source_sha256

    from source

)

select * from renamed
