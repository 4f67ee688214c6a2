import type { Client } from 'pg';
import type { Pull } from './merge.ts';
import { warehouseSchema } from './migrate.ts';
import { stagingTable } from './staging-area.ts';

/** Columns of an observation that hold the value of a dimension, each behind the one with its type. */
const slots = [
  ['dim1_type', 'dim1'],
  ['dim2_type', 'dim2'],
  ['dim3_type', 'dim3'],
  ['data_source_dim_type', 'data_source_dim'],
];

/** mergeDimensionValues adds the values of dimensions that no load before has brought. */
export async function mergeDimensionValues(client: Client, { loadId }: Pull): Promise<void> {
  await client.query(
    `insert into ${warehouseSchema}.dim_value (dimension_code, value_code, load_id, loaded_at)
     select distinct slot.dimension, slot.value, $1, now()
     from (
       select distinct ${slots.flat().join(', ')} from ${stagingTable} where reasons is null
     ) as s cross join lateral (
       values ${slots.map((slot) => `(${slot.join(', ')})`).join(', ')}
     ) as slot (dimension, value)
     where slot.dimension is not null and slot.value is not null
     on conflict do nothing`,
    [loadId],
  );
}
