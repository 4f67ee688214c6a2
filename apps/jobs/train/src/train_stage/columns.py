"""The columns of `analytics.ml_features` and the part each plays.

The features are listed and never "all that is there": a column added to the mart must not find its
way into a model unnoticed. Healthy life expectancy and premature NCD mortality are no features on
purpose: WHO derives them from the same life tables as the target, so they are the target in another
form. The mart leaves them out as well, and takes every feature from a year before the target's.
"""

COUNTRY = "country_code"
REGION = "who_region_code"
YEAR = "year"
TARGET = "life_expectancy"

# Spread over orders of magnitude; the linear model sees their logarithm.
SKEWED_FEATURES = ("health_spending_per_capita_usd", "doctors_per_10000")
EVEN_FEATURES = (
    "uhc_service_coverage",
    "bcg_coverage",
    "polio_coverage",
    "health_spending_gdp_percent",
    "safe_water_percent",
)
# What was measured in some year before that of the target.
MEASURED_FEATURES = (*SKEWED_FEATURES, *EVEN_FEATURES)
NUMERIC_FEATURES = (YEAR, *MEASURED_FEATURES)
FEATURES = (REGION, *NUMERIC_FEATURES)
ALL_COLUMNS = (COUNTRY, *FEATURES, TARGET)
# What `analytics.country_health_profile` says was measured in each year.
PROFILE_COLUMNS = (COUNTRY, YEAR, *MEASURED_FEATURES, TARGET)

INDICATOR = "indicator_code"
LOAD = "load_id"
INGESTION_DATE = "ingestion_date"
FIGURES = "figures"
SOURCE_OBJECT = "source_object"
SOURCE_SHA256 = "source_sha256"
# What `analytics.data_sources` says of each load that published figures are of.
SOURCE_COLUMNS = (
    *(INDICATOR, INGESTION_DATE, "run_name", "attempt", LOAD),
    *(FIGURES, SOURCE_OBJECT, SOURCE_SHA256),
)
