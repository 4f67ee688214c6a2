with

source as (

    select * from {{ source('warehouse', 'fact_observation') }}

),

renamed as (

    select
        ---------- ids
        observation_key as observation_id,
        indicator_code,
        spatial_dim as area_code,
        load_id,

        ---------- strings
        spatial_dim_type as area_type,
        -- The same dimension sits in slot 2 of some rows and in slot 3 of
        -- others of one indicator, so a slice is named by its sorted codes.
        array_to_string(
            array(
                select dimension_code
                from unnest(array[dim1, dim2, dim3]) as slots (dimension_code)
                where dimension_code is not null
                order by dimension_code collate "C"
            ),
            '|'
        ) as slice,
        data_source_dim as data_source_code,

        ---------- numerics
        year,
        numeric_value as value,
        low as lower_bound,
        high as upper_bound,

        ---------- booleans
        -- Some rows cover a period ('2016-2024') under its last year.
        time_dimension_value = year::text as is_single_year,

        ---------- dates
        ingestion_date,

        ---------- timestamps
        source_updated_at

    from source

)

select * from renamed
