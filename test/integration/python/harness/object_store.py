"""A throw-away S3: the gateway that the local platform runs, on a temporary folder."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from harness.local_processes import free_port, start_server, wait_until
from harness.postgres_server import Database
from harness.recorded_data import REPOSITORY

_ACCESS_KEY = "only-for-tests"
_SECRET_KEY = "only-for-tests-secret"
_REGION = "us-east-1"
_PACKAGE = "github.com/versity/versitygw/cmd/versitygw"


@dataclass(frozen=True)
class ObjectStore:
    """The running gateway and how a stage reaches it."""

    endpoint: str

    def variables(self) -> dict[str, str]:
        """The S3 environment of a stage."""
        return {
            "AWS_ACCESS_KEY_ID": _ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET_KEY,
            "AWS_REGION": _REGION,
            "AWS_ENDPOINT_URL_S3": self.endpoint,
            "S3_FORCE_PATH_STYLE": "true",
        }

    def client(self) -> Any:
        """A boto3 client with the gateway's credentials."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=_ACCESS_KEY,
            aws_secret_access_key=_SECRET_KEY,
            region_name=_REGION,
            config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 0}),
        )

    def create_bucket(self, bucket: str) -> None:
        """Make a bucket; one that is there already is left as it is."""
        client = self.client()
        with suppress(client.exceptions.BucketAlreadyOwnedByYou):
            client.create_bucket(Bucket=bucket)

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """The keys of all objects below a prefix."""
        listing = self.client().list_objects_v2(Bucket=bucket, Prefix=prefix)
        return sorted(entry["Key"] for entry in listing.get("Contents", []))

    def read(self, bucket: str, key: str) -> bytes:
        """The bytes of an object."""
        content: bytes = self.client().get_object(Bucket=bucket, Key=key)["Body"].read()
        return content

    def write(self, bucket: str, key: str, content: bytes) -> None:
        """Put an object in the place of what is there."""
        self.client().put_object(Bucket=bucket, Key=key, Body=content)

    def delete(self, bucket: str, key: str) -> None:
        """Remove an object."""
        self.client().delete_object(Bucket=bucket, Key=key)


def artifact_bucket(database: Database) -> str:
    """The bucket for what stages leave that work on the database: as much a test's own as that."""
    return database.name.replace("_", "-")


@contextmanager
def running_object_store(folder: Path, buckets: tuple[str, ...]) -> Iterator[ObjectStore]:
    """Start the gateway with the given buckets; stop it afterwards."""
    data, metadata = folder / "buckets", folder / "metadata"
    data.mkdir()
    metadata.mkdir()
    port = free_port()
    server = start_server(
        [
            *[str(_gateway()), "--port", f"127.0.0.1:{port}", "--quiet"],
            *["posix", "--sidecar", str(metadata), str(data)],
        ],
        folder / "gateway.log",
        {"ROOT_ACCESS_KEY_ID": _ACCESS_KEY, "ROOT_SECRET_ACCESS_KEY": _SECRET_KEY},
    )
    store = ObjectStore(f"http://127.0.0.1:{port}")
    try:
        wait_until(lambda: _answers(store), "the S3 gateway")
        for bucket in buckets:
            store.create_bucket(bucket)
        yield store
    finally:
        server.stop()


def _gateway() -> Path:
    """The gateway's program, built once per machine from the pins of its own project."""
    built = subprocess.run(
        [str(REPOSITORY / "tools/local-cluster/go-build.sh"), "apps/services/s3-gateway", _PACKAGE],
        cwd=REPOSITORY,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Path(built.stdout.strip()) / "versitygw"


def _answers(store: ObjectStore) -> bool:
    try:
        store.client().list_buckets()
    except (BotoCoreError, ClientError):
        return False
    return True
