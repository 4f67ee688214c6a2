{#- The expression holds for every row. A row for which it is unknown passes: absence of values is
    not_null's business. -#}
{% test expression_is_true(model, expression) %}

select *
from {{ model }}
where not ({{ expression }})

{% endtest %}
