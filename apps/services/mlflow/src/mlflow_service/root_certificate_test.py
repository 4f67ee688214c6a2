from pathlib import Path

import pytest

from mlflow_service.root_certificate import root_certificate_variables

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@pytest.fixture(autouse=True)
def _temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_hands_the_certificate_to_libpq_as_a_file() -> None:
    variables = root_certificate_variables(
        {"PGSSLMODE": "verify-full", "PGSSLROOTCERT_PEM": CERTIFICATE}
    )
    assert Path(variables["PGSSLROOTCERT"]).read_text() == CERTIFICATE


@pytest.mark.parametrize(("mode", "certificate"), [("require", CERTIFICATE), ("verify-full", "")])
def test_does_nothing_without_a_check_or_a_certificate(mode: str, certificate: str) -> None:
    environment = {"PGSSLMODE": mode, "PGSSLROOTCERT_PEM": certificate}
    assert root_certificate_variables(environment) == {}
