import psycopg2
import pytest
from psycopg2 import errors

from dbt_stage.build_schema import build_schema_name
from dbt_stage.database import translated_errors
from stage_kit import ConfigurationError, StageError, StageIdentity, UnavailableError


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (psycopg2.OperationalError("connection refused"), UnavailableError),
        (psycopg2.InterfaceError("connection already closed"), UnavailableError),
        (errors.AdminShutdown("terminating connection"), UnavailableError),
        (psycopg2.OperationalError('FATAL:  database "x" does not exist'), ConfigurationError),
        (psycopg2.OperationalError("password authentication failed"), ConfigurationError),
        (psycopg2.OperationalError("SSL error: certificate verify failed"), ConfigurationError),
        (errors.InsufficientPrivilege("permission denied"), ConfigurationError),
    ],
)
def test_errors_of_the_database_say_whether_a_retry_can_help(
    error: Exception, expected: type[StageError]
) -> None:
    with pytest.raises(expected), translated_errors():
        raise error


def test_programming_errors_pass_unchanged() -> None:
    with pytest.raises(errors.SyntaxError), translated_errors():
        raise errors.SyntaxError("syntax error")


def test_attempts_build_into_schemas_of_their_own() -> None:
    def name(run_uid: str, attempt: int) -> str:
        return build_schema_name(StageIdentity("demo", run_uid, "ns", "dbt", attempt))

    assert name("0E61D9A6-9d0a-4a5c", 2) == "analytics_build_0e61d9a6_2"
    assert name("0e61d9a6-9d0a-4a5c", 3) != name("0e61d9a6-9d0a-4a5c", 2)
