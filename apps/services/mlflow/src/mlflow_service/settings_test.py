import pytest

from mlflow_service.settings import SettingsError, read_settings

COMPLETE = {
    "PGHOST": "postgres",
    "PGUSER": "mlflow",
    "PGPASSWORD": "secret",
    "PGDATABASE": "mlflow",
    "MLFLOW_ARTIFACTS_DESTINATION": "s3://mlflow",
}


def test_names_everything_that_is_wrong() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({**COMPLETE, "PGHOST": "", "PORT": "http"})
    assert str(caught.value) == (
        'configuration is invalid: PGHOST is missing; PORT is "http", allowed is a whole number'
    )


def test_answers_to_its_service_name_and_to_private_addresses() -> None:
    libraries = read_settings(COMPLETE).library_environment
    hosts = libraries["MLFLOW_SERVER_ALLOWED_HOSTS"].split(",")
    assert {"mlflow:*", "mlflow.*", "localhost:*", "10.*", "172.31.*"} <= set(hosts)
    assert "*" not in hosts
    assert "172.32.*" not in hosts


def test_keeps_what_is_set_already() -> None:
    own = {"MLFLOW_SERVER_ALLOWED_HOSTS": "mlflow.example.org", "AWS_REGION": "eu-central-1"}
    libraries = read_settings({**COMPLETE, **own}).library_environment
    assert libraries["MLFLOW_SERVER_ALLOWED_HOSTS"] == "mlflow.example.org"
    assert libraries["AWS_DEFAULT_REGION"] == "eu-central-1"


@pytest.mark.parametrize(("flag", "style"), [("true", "path"), ("false", None)])
def test_addresses_buckets_by_path_when_told_to(flag: str, style: str | None) -> None:
    libraries = read_settings({**COMPLETE, "S3_FORCE_PATH_STYLE": flag}).library_environment
    assert libraries.get("MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE") == style
