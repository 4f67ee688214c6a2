"""Keeps what dbt left behind in the object store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from dbt_stage.settings import Settings
from stage_kit import ConfigurationError, StageIdentity, UnavailableError


@dataclass(frozen=True)
class _Artifact:
    """A file that dbt leaves, and the stage output that tells its key."""

    file: str
    output: str
    content_type: str


_ARTIFACTS = (
    _Artifact("manifest.json", "manifest", "application/json"),
    _Artifact("run_results.json", "runResults", "application/json"),
    _Artifact("catalog.json", "catalog", "application/json"),
    _Artifact("sources.json", "sources", "application/json"),
    _Artifact("static_index.html", "docs", "text/html"),
)


def artifacts_prefix(identity: StageIdentity) -> str:
    """`dbt/<run uid>/<attempt>/`: each attempt writes under its own key."""
    return f"dbt/{identity.load_id}/"


def store_artifacts(settings: Settings, folder: Path, prefix: str) -> dict[str, str]:
    """Upload the artifacts that exist in the folder; return their keys by the stage's outputs.

    Raises `UnavailableError` when the store did not answer, `ConfigurationError` when it refused.
    """
    client = _client(settings)
    keys = {}
    for artifact in _ARTIFACTS:
        path = folder / artifact.file
        if path.exists():
            key = prefix + artifact.file
            with _translated_errors("store", settings.artifact_bucket):
                client.put_object(
                    Bucket=settings.artifact_bucket,
                    Key=key,
                    Body=path.read_bytes(),
                    ContentType=artifact.content_type,
                )
            keys[artifact.output] = key
    return keys


def read_artifact(settings: Settings, key: str) -> bytes:
    """The bytes of a stored artifact; raises as `store_artifacts` does."""
    with _translated_errors("read", settings.artifact_bucket):
        answer = _client(settings).get_object(Bucket=settings.artifact_bucket, Key=key)
        content: bytes = answer["Body"].read()
        return content


def _client(settings: Settings) -> Any:
    return boto3.client(
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


@contextmanager
def _translated_errors(verb: str, bucket: str) -> Iterator[None]:
    attempted = f"cannot {verb} artifacts in bucket {bucket}"
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
        message = f"{attempted}: {error}"
        if 400 <= status < 500 and status not in (408, 429):
            raise ConfigurationError(message) from error
        raise UnavailableError("ObjectStoreUnavailable", message) from error
    except NoCredentialsError as error:
        raise ConfigurationError(f"{attempted}: {error}") from error
    except BotoCoreError as error:
        message = f"{attempted}: {error}"
        raise UnavailableError("ObjectStoreUnavailable", message) from error
