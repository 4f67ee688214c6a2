import type { Client } from 'pg';
import type { Pull } from './merge.ts';
import { warehouseSchema } from './migrate.ts';
import { stagingTable } from './staging-area.ts';

/** mergeDimensionValues adds the values of dimensions that no load before has brought. */
export async function mergeDimensionValues(client: Client, { loadId }: Pull): Promise<void> {
  await client.query(
    `insert into ${warehouseSchema}.dim_value (dimension_code, value_code, load_id, loaded_at)
     select distinct slot.dimension, slot.value, $1, now()
     from ${stagingTable} s cross join lateral (
       values (s.dim1_type, s.dim1), (s.dim2_type, s.dim2), (s.dim3_type, s.dim3),
         (s.data_source_dim_type, s.data_source_dim)
     ) as slot (dimension, value)
     where s.reasons is null and slot.dimension is not null and slot.value is not null
     on conflict do nothing`,
    [loadId],
  );
}
