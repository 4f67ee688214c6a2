"""PostgreSQL's certificate authority: libpq wants a file, Kubernetes gives a text."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping


def root_certificate_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Write PGSSLROOTCERT_PEM to a file; returns the variable that names it to libpq, if any.

    Only where PGSSLMODE asks for a check: with `require`, libpq would check too once it has a file.
    """
    certificate = environment.get("PGSSLROOTCERT_PEM")
    if not certificate or not environment.get("PGSSLMODE", "").startswith("verify-"):
        return {}
    with tempfile.NamedTemporaryFile(
        "w", prefix="root-certificate-", suffix=".pem", delete=False
    ) as file:
        file.write(certificate)
    return {"PGSSLROOTCERT": file.name}
