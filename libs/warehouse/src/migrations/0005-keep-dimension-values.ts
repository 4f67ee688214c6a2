/**
 * The values of the dimensions, with what their codes say in a form that can be compared. Each load adds
 * what is new before its observations; foreign keys from the facts would check the same again row by row,
 * which costs half as much as the insert itself.
 */
export const keepDimensionValues = `
create table warehouse.dim_value (
  dimension_code text not null,
  value_code text not null,
  sex text generated always as (
    case when dimension_code = 'SEX' then
      case value_code
        when 'SEX_BTSX' then 'both' when 'SEX_FMLE' then 'female' when 'SEX_MLE' then 'male'
      end
    end) stored,
  age_from_years integer generated always as (
    case when dimension_code = 'AGEGROUP' then
      substring(value_code from '^AGEGROUP_YEARS([0-9]{1,3})')::integer
    end) stored,
  age_to_years integer generated always as (
    case when dimension_code = 'AGEGROUP' then
      substring(value_code from '^AGEGROUP_YEARS[0-9]{1,3}-([0-9]{1,3})$')::integer
    end) stored,
  load_id text not null,
  loaded_at timestamptz not null,
  primary key (dimension_code, value_code)
);
comment on table warehouse.dim_value is 'One row per value that a loaded observation has in one of its slots dim1, dim2, dim3 and data_source_dim.';
comment on column warehouse.dim_value.dimension_code is 'SEX, AGEGROUP, RESIDENCEAREATYPE, ...: the type of the slot, such as dim1_type.';
comment on column warehouse.dim_value.value_code is 'Code as in the slot, with its type as prefix (SEX_BTSX).';
comment on column warehouse.dim_value.sex is 'both, female or male; null for other dimensions.';
comment on column warehouse.dim_value.age_from_years is 'First year of age of an age group in years; null for other groups and dimensions.';
comment on column warehouse.dim_value.age_to_years is 'Last year of age; null for groups without an upper end.';
comment on column warehouse.dim_value.load_id is 'Load that brought the first observation with this value.';
comment on column warehouse.dim_value.loaded_at is 'When that load was published.';

insert into warehouse.dim_value (dimension_code, value_code, load_id, loaded_at)
select distinct on (1, 2) slot.dimension, slot.value, f.load_id, f.loaded_at
from warehouse.fact_observation f cross join lateral (
  values (f.dim1_type, f.dim1), (f.dim2_type, f.dim2), (f.dim3_type, f.dim3),
    (f.data_source_dim_type, f.data_source_dim)
) as slot (dimension, value)
where slot.dimension is not null and slot.value is not null
order by 1, 2, f.loaded_at;
`;
