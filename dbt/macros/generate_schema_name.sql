{#- Every model lands in the one build schema, whatever its folder: publication is a rename of that
    schema, and a model elsewhere would escape it. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ target.schema }}
{%- endmacro %}
