"""The Python half of the stage container contract, shared by the dbt and train stages.

The operator knows a stage only by its environment, its exit code and the result it leaves in the
termination log. Everything in this package serves one of those three.
"""

from stage_kit.environment import Environment, StageIdentity
from stage_kit.errors import (
    ConfigurationError,
    DataError,
    StageError,
    Terminated,
    UnavailableError,
)
from stage_kit.exit_codes import ExitCode
from stage_kit.json_logging import StageLogger, create_logger
from stage_kit.result import (
    ModelMetric,
    RegisteredModel,
    RenderedResult,
    StageResult,
    TestSummary,
    render_result,
    result_from_mapping,
)
from stage_kit.root_certificate import provide_root_certificate
from stage_kit.stage_process import StageContext, lazily, main, run_stage

__all__ = [
    "ConfigurationError",
    "DataError",
    "Environment",
    "ExitCode",
    "ModelMetric",
    "RegisteredModel",
    "RenderedResult",
    "StageContext",
    "StageError",
    "StageIdentity",
    "StageLogger",
    "StageResult",
    "Terminated",
    "TestSummary",
    "UnavailableError",
    "create_logger",
    "lazily",
    "main",
    "provide_root_certificate",
    "render_result",
    "result_from_mapping",
    "run_stage",
]
