with

source as (

    select * from {{ source('warehouse', 'load') }}

),

renamed as (

    select
        ---------- ids
        load_id,
        run_uid,

        ---------- strings
        run_name,
        state,

        ---------- numerics
        attempt,

        ---------- dates
        ingestion_date,

        ---------- timestamps
        started_at,
        finished_at

    from source

)

select * from renamed
