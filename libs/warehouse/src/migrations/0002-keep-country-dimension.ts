/** Whether the COUNTRY dimension itself changed can only be told by what it said before. */
export const keepCountryDimension = `
create table warehouse.country_dimension (
  country_code text primary key,
  who_region_code text,
  who_region_name text,
  ingestion_date date not null,
  load_id text not null
);
comment on table warehouse.country_dimension is 'What the newest loaded COUNTRY dimension says of each country. dim_country holds what came of it and of the rows.';
comment on column warehouse.country_dimension.ingestion_date is 'Pull of the dimension.';
`;
