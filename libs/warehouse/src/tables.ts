import { warehouseSchema } from './migrate.ts';

/** What a load read of each data set, and which of its rows it set aside. */
export const dataSetTable = `${warehouseSchema}.load_data_set`;
export const quarantineTable = `${warehouseSchema}.quarantine`;

/** What is believed now, and what was believed before. */
export const factTable = `${warehouseSchema}.fact_observation`;
export const historyTable = `${warehouseSchema}.observation_history`;
