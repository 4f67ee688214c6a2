-- A load leaves a figure alone that it brings unchanged, so the figures of one
-- indicator can be of many loads.

with

observations as (

    select * from {{ ref('stg_observations') }}
    where
        area_type = 'COUNTRY'
        and indicator_code in (
            {%- for measure in var('measures') %}
            '{{ measure.indicator }}'
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        )

),

loads as (

    select * from {{ ref('stg_loads') }}

),

load_indicators as (

    select * from {{ ref('stg_load_indicators') }}

),

figures as (

    select
        indicator_code,
        load_id,
        count(*)::integer as figures
    from observations
    group by indicator_code, load_id

),

-- Left joins: a figure without a known source must not go unnoticed.
joined as (

    select
        figures.indicator_code,
        figures.load_id,
        loads.run_name,
        loads.attempt,
        loads.ingestion_date,
        figures.figures,
        load_indicators.source_object,
        load_indicators.source_sha256
    from figures
    left join loads
        on figures.load_id = loads.load_id
    left join load_indicators
        on
            figures.load_id = load_indicators.load_id
            and figures.indicator_code = load_indicators.indicator_code

)

select * from joined
