"""Entry point of the container: `python -m dbt_stage [build | rollback]`."""

import sys

from psycopg2.extensions import set_wait_callback

from dbt_stage.commands import chosen_command
from dbt_stage.waiting import wait_for_server
from stage_kit import main

if __name__ == "__main__":
    set_wait_callback(wait_for_server)
    main(chosen_command(sys.argv[1:]))
