"""Entry point of the container: `python -m dbt_stage`."""

from psycopg2.extensions import set_wait_callback

from dbt_stage.waiting import wait_for_server
from stage_kit import lazily, main

if __name__ == "__main__":
    set_wait_callback(wait_for_server)
    main(lazily("dbt_stage.stage"))
