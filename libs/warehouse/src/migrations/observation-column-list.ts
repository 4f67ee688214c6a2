/** Columns of fact_observation as 0001 made them. Text of migrations: it never changes. */
export function observationColumnList(alias: string): string {
  return [
    ...['observation_key', 'indicator_code', 'spatial_dim_type', 'spatial_dim'],
    ...['parent_location_code', 'parent_location', 'year', 'time_dim_type'],
    ...['time_dimension_value', 'time_begin', 'time_end', 'dim1_type', 'dim1', 'dim2_type'],
    ...['dim2', 'dim3_type', 'dim3', 'data_source_dim_type', 'data_source_dim', 'value_text'],
    ...['numeric_value', 'low', 'high', 'comments', 'source_updated_at', 'ingestion_date'],
    ...['load_id', 'loaded_at'],
  ]
    .map((column) => `${alias}.${column}`)
    .join(', ');
}
