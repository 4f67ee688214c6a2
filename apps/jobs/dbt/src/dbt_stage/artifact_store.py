"""Keeps what dbt left behind in the object store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from dbt_stage.settings import Settings
from stage_kit import ConfigurationError, StageIdentity, UnavailableError

_ARTIFACTS = {
    "manifest.json": "application/json",
    "run_results.json": "application/json",
    "catalog.json": "application/json",
    "static_index.html": "text/html",
}


def artifacts_prefix(identity: StageIdentity) -> str:
    """`dbt/<run uid>/<attempt>/`: each attempt writes under its own key."""
    return f"dbt/{identity.load_id}/"


def store_artifacts(settings: Settings, folder: Path, prefix: str) -> list[str]:
    """Upload the artifacts that exist in the folder; return their keys.

    Raises `UnavailableError` when the store did not answer, `ConfigurationError` when it refused.
    """
    client = boto3.client(
        "s3",
        region_name=settings.aws_region,
        config=Config(
            s3={"addressing_style": "path" if settings.uses_path_style else "auto"},
            retries={"mode": "standard", "max_attempts": 4},
            connect_timeout=5,
            read_timeout=30,
            # Not every S3 implementation knows the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    keys = []
    for name, content_type in _ARTIFACTS.items():
        path = folder / name
        if path.exists():
            with _translated_errors(settings.artifact_bucket):
                client.put_object(
                    Bucket=settings.artifact_bucket,
                    Key=prefix + name,
                    Body=path.read_bytes(),
                    ContentType=content_type,
                )
            keys.append(prefix + name)
    return keys


@contextmanager
def _translated_errors(bucket: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
        message = f"cannot store artifacts in bucket {bucket}: {error}"
        if 400 <= status < 500 and status not in (408, 429):
            raise ConfigurationError(message) from error
        raise UnavailableError("ObjectStoreUnavailable", message) from error
    except NoCredentialsError as error:
        raise ConfigurationError(f"cannot store artifacts in bucket {bucket}: {error}") from error
    except BotoCoreError as error:
        message = f"cannot store artifacts in bucket {bucket}: {error}"
        raise UnavailableError("ObjectStoreUnavailable", message) from error
