-- A measure without a single value means that its indicator was not ingested
-- or that WHO renamed the codes of its total.

{{ config(severity='warn') }}

with

expected (measure) as (

    values
    {%- for measure in var('measures') %}
    ('{{ measure.name }}')
    {%- if not loop.last %},{% endif %}
    {%- endfor %}

),

measures as (

    select distinct measure
    from {{ ref('int_country_measures') }}

)

select expected.measure
from expected
left join measures
    on expected.measure = measures.measure
where measures.measure is null
