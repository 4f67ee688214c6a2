import { warehouseSchema } from './migrate.ts';

/** What is believed now, and what was believed before. */
export const factTable = `${warehouseSchema}.fact_observation`;
export const historyTable = `${warehouseSchema}.observation_history`;
