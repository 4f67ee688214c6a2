"""The Python half of the stage container contract, shared by the dbt and train stages.

The operator knows a stage only by its environment, its exit code and the result it leaves in the
termination log. Everything in this package serves one of those three.
"""

from stage_kit.environment import Environment, StageIdentity
from stage_kit.exit_codes import ExitCode
from stage_kit.failures import (
    ConfigurationInvalid,
    DataFailed,
    StageFailure,
    Terminated,
    TemporarilyUnavailable,
)
from stage_kit.json_logging import StageLogger, create_logger
from stage_kit.result import (
    ModelMetric,
    RegisteredModel,
    StageResult,
    TestSummary,
    render_result,
    result_from_mapping,
)
from stage_kit.stage_process import StageContext, main, run_stage

__all__ = [
    "ConfigurationInvalid",
    "DataFailed",
    "Environment",
    "ExitCode",
    "ModelMetric",
    "RegisteredModel",
    "StageContext",
    "StageFailure",
    "StageIdentity",
    "StageLogger",
    "StageResult",
    "TemporarilyUnavailable",
    "Terminated",
    "TestSummary",
    "create_logger",
    "main",
    "render_result",
    "result_from_mapping",
    "run_stage",
]
