"""Entry point of the container: `python -m dbt_stage`."""

from psycopg2.extensions import set_wait_callback
from psycopg2.extras import wait_select

from stage_kit import lazily, main

if __name__ == "__main__":
    # Without it libpq waits inside C, where a SIGTERM would go unnoticed until the lock is granted.
    set_wait_callback(wait_select)
    main(lazily("dbt_stage.stage"))
