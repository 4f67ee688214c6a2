{#- One column per measure name out of a long relation with the columns `measure` and `value`. -#}
{% macro pivot_measures(names) -%}
    {%- for name in names %}
        max(value) filter (where measure = '{{ name }}') as {{ name }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}
