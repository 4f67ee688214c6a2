"""The stage as a whole: build what the run has not published yet, and publish it."""

from __future__ import annotations

import os

from dbt_stage.build import Build, GreenBuild, carry_out, prepare_build
from dbt_stage.database import open_session
from dbt_stage.preconditions import check_preconditions
from dbt_stage.publication import Publication, find_published_result, publish
from dbt_stage.published_schemas import PUBLISHED_SCHEMA
from dbt_stage.settings import read_settings
from stage_kit import StageContext, StageResult, provide_root_certificate


def run(context: StageContext) -> StageResult:
    """Publish the run's analytics, or report what an earlier attempt of the run published.

    Safe to repeat after a crash at any point: before the publication commits, `analytics` is as it
    was; afterwards the recorded result is found and returned.
    """
    settings = read_settings(context.environment)
    provide_root_certificate(os.environ)
    with open_session() as connection:
        check_preconditions(connection)
        published = find_published_result(connection, context.identity.run_uid)
        if published is not None:
            context.logger.info("Found publication of an earlier attempt")
            return published
        build = prepare_build(context, settings, connection)
        green = carry_out(build, connection)
        publication = Publication(
            identity=context.identity,
            build_schema=build.schema,
            tables=green.report.public_tables,
            warehouse=build.warehouse,
            result=_result(build, green),
        )
        return publish(connection, publication)


def _result(build: Build, green: GreenBuild) -> StageResult:
    outputs = {
        "publication": f"{PUBLISHED_SCHEMA}/{build.context.identity.load_id}",
        "models": str(green.report.models),
        "artifactsPrefix": build.artifacts,
        **green.artifacts,
    }
    if build.resumption is not None:
        outputs["resumedFrom"] = build.resumption.attempt
    return StageResult(outputs=outputs, tests=green.report.tests)
