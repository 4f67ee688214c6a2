{#- The measures a model may learn from. Left out on purpose: healthy life expectancy and premature
    NCD mortality. WHO derives them from the same life tables as life expectancy, so they are the
    target in another form, whatever their year. -#}
{% macro feature_measures() %}
    {{ return([
        'uhc_service_coverage',
        'bcg_coverage',
        'polio_coverage',
        'health_spending_gdp_percent',
        'health_spending_per_capita_usd',
        'doctors_per_10000',
        'safe_water_percent',
    ]) }}
{% endmacro %}
