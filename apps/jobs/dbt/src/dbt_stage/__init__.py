"""The dbt stage: write into a build schema, audit it there, publish it as a whole or not at all."""
