"""PostgreSQL's certificate authority: libpq wants a file, Kubernetes gives a text."""

from __future__ import annotations

import tempfile
from collections.abc import MutableMapping


def provide_root_certificate(variables: MutableMapping[str, str]) -> None:
    """Write PGSSLROOTCERT_PEM to a file and name it in PGSSLROOTCERT, where libpq reads it.

    Only where PGSSLMODE asks for a check: with `require`, libpq would check too once it has a
    file, and the stages that do not use libpq would not. Give it `os.environ`, so that libpq and
    child processes see it.
    """
    certificate = variables.get("PGSSLROOTCERT_PEM")
    if not certificate or not variables.get("PGSSLMODE", "").startswith("verify-"):
        return
    with tempfile.NamedTemporaryFile(
        "w", prefix="root-certificate-", suffix=".pem", delete=False
    ) as file:
        file.write(certificate)
    variables["PGSSLROOTCERT"] = file.name
