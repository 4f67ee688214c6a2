from pathlib import Path

import pytest

from stage_kit import provide_root_certificate

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@pytest.fixture(autouse=True)
def _temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_hands_the_certificate_to_libpq_as_a_file(mode: str, tmp_path: Path) -> None:
    variables = {"PGSSLMODE": mode, "PGSSLROOTCERT_PEM": CERTIFICATE}
    provide_root_certificate(variables)
    file = Path(variables["PGSSLROOTCERT"])
    assert file.parent == tmp_path
    assert file.read_text() == CERTIFICATE


@pytest.mark.parametrize(
    "variables",
    [
        {"PGSSLMODE": "require", "PGSSLROOTCERT_PEM": CERTIFICATE},
        {"PGSSLROOTCERT_PEM": CERTIFICATE},
        {"PGSSLMODE": "verify-full", "PGSSLROOTCERT_PEM": ""},
        {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": "/etc/root.crt"},
    ],
    ids=["unchecked", "unset mode", "empty", "a file already"],
)
def test_leaves_everything_else_alone(variables: dict[str, str], tmp_path: Path) -> None:
    before = dict(variables)
    provide_root_certificate(variables)
    assert variables == before
    assert list(tmp_path.iterdir()) == []
