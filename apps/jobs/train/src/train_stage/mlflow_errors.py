"""What errors of the MLflow client mean to the operator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mlflow.exceptions import MlflowException, RestException
from requests.exceptions import RequestException

from stage_kit import ConfigurationError, UnavailableError

_REFUSALS = {"PERMISSION_DENIED", "UNAUTHENTICATED", "ENDPOINT_NOT_FOUND"}


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn errors of the tracking server into stage errors; programming errors pass."""
    try:
        yield
    except RestException as error:
        if error.error_code in _REFUSALS:
            raise ConfigurationError(f"MLflow server refused: {error}") from error
        if error.get_http_status_code() >= 500:
            raise UnavailableError("MlflowUnavailable", str(error)) from error
        raise
    except MlflowException as error:
        if "status code 403" in str(error) or "error code 403" in str(error):
            raise ConfigurationError(f"MLflow server refused: {error}") from error
        if "failed with exception" in str(error) or "error code 5" in str(error):
            raise UnavailableError("MlflowUnavailable", str(error)) from error
        raise
    except RequestException as error:
        raise UnavailableError("MlflowUnavailable", str(error)) from error
