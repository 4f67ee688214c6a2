/** What the next load compares its numbers with. Loads before this migration did not keep it. */
export const keepDistributions = `
alter table warehouse.load_indicator
  add column numeric_values bigint,
  add column lower_quartile double precision,
  add column median double precision,
  add column upper_quartile double precision;
comment on column warehouse.load_indicator.numeric_values is 'Accepted rows with a number; null when the load did not count them.';
comment on column warehouse.load_indicator.lower_quartile is 'Of the numbers of the accepted rows, in the unit of the indicator; null when there are none.';
comment on column warehouse.load_indicator.median is 'Of the numbers of the accepted rows, as percentile_cont has it.';
comment on column warehouse.load_indicator.upper_quartile is 'Of the numbers of the accepted rows, in the unit of the indicator.';
`;
