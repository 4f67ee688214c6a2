/** What the migrations before left without a comment, by table and column. */
const comments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  load: {
    run_name: 'Name of the PipelineRun.',
    run_uid:
      'Uid of the PipelineRun; a run that is created anew under the same name has another one.',
    attempt: 'Attempt of the stage within the run, from 1.',
    started_at: 'When the attempt began.',
    finished_at:
      'When the load was published or rejected; null while it is Loading, or after a crash.',
  },
  load_indicator: {
    load_id: 'The load.',
    indicator_code: 'GHO code of the indicator.',
    rows_read: 'Rows of the pull: accepted, rejected and collapsed ones together.',
    rows_rejected: 'Rows set aside in quarantine.',
    rows_collapsed: 'Rows that repeated another row of the pull word for word.',
  },
  fact_observation: ofObservation(),
  observation_history: ofObservation(),
  dim_indicator: {
    indicator_code: 'GHO code, such as WHOSIS_000001.',
    indicator_name: 'Name as in the catalogue, unit included.',
    language: 'Language of the name; EN wherever the catalogue has it.',
    load_id: 'Load that wrote the name in its present form.',
    updated_at: 'When that load was published.',
  },
  dim_country: {
    country_code: 'ISO 3166 alpha-3 code, or a code of WHO for a few areas.',
    country_name: 'Name in the COUNTRY dimension; the code as long as no dimension was loaded.',
    who_region_name: 'Name of the region in English.',
    is_current: 'Whether no later version is known.',
    load_id: 'Load that brought this version.',
  },
  country_dimension: {
    country_code: 'ISO 3166 alpha-3 code, or a code of WHO for a few areas.',
    who_region_code: 'Region that the dimension names as parent; null when that is no region.',
    who_region_name: 'Name of that region.',
    load_id: 'Load of the pull.',
  },
  quarantine: {
    load_id: 'Load that set the row aside.',
    indicator_code: 'Indicator whose object holds the row, whatever the row itself says.',
    quarantined_at: 'When that load was published or rejected.',
  },
  quality_result: {
    load_id: 'Load whose pull was checked.',
    check_name: 'Name of the check in the quality contract.',
    severity: 'Warn, Quarantine or Halt.',
    outcome: 'Passed, Warned, or Failed: more failing rows than the threshold of the check allows.',
    rows_failed: 'Rows that failed the check.',
    examples: 'Some of the failing rows, as the report of the load has them.',
    evaluated_at: 'When the load was published or rejected.',
  },
  schema_migration: {
    name: 'Name of the migration.',
    timestamp: 'When it was applied, ISO 8601.',
  },
  schema_migration_lock: {
    id: 'Always migration_lock.',
    is_locked: 'Not used with PostgreSQL, where an advisory lock keeps migrations apart.',
  },
};

export const commentColumns = `
comment on table warehouse.schema_migration is 'One row per migration of this schema that was applied.';
comment on table warehouse.schema_migration_lock is 'Row that keeps migrations apart on databases without advisory locks.';
${Object.entries(comments).flatMap(ofTable).join('\n')}
`;

function ofTable([table, columns]: [string, Readonly<Record<string, string>>]): string[] {
  return Object.entries(columns).map(
    ([column, text]) => `comment on column warehouse.${table}.${column} is '${text}';`,
  );
}

function ofObservation(): Readonly<Record<string, string>> {
  return {
    indicator_code: 'GHO code of the indicator.',
    spatial_dim: 'Code of the place: of a country, or of the aggregate that spatial_dim_type says.',
    parent_location: 'Name of the WHO region as printed in the row.',
    time_dim_type: 'Kind of period, YEAR for all that was seen.',
    dim1_type: 'Dimension in slot 1, such as SEX; null when the indicator has none there.',
    dim2_type:
      'Dimension in slot 2. Rows of one indicator may have the same dimension in other slots.',
    dim2: 'Code as in dim1; dim_value explains it.',
    dim3_type: 'Dimension in slot 3.',
    dim3: 'Code as in dim1; dim_value explains it.',
    data_source_dim_type: 'Dimension of the source of the figure, where the indicator names one.',
    data_source_dim: 'Code of the survey or registry behind the figure.',
    numeric_value: 'The figure in the unit of the indicator; null where WHO publishes none.',
    comments: 'Remarks of WHO on the figure.',
    loaded_at: 'When the load that wrote the row was published.',
  };
}
