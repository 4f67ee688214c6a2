import { createWarehouse } from './0001-create-warehouse.ts';
import { keepCountryDimension } from './0002-keep-country-dimension.ts';
import { keepObservationHistory } from './0003-keep-observation-history.ts';
import { commentColumns } from './0004-comment-columns.ts';
import { keepDimensionValues } from './0005-keep-dimension-values.ts';
import { createPartitionsAsOwner } from './0006-create-partitions-as-owner.ts';
import { keepMigrationDigests } from './0007-keep-migration-digests.ts';
import { forgetHistory } from './0008-forget-history.ts';
import { keepDistributions } from './0010-keep-distributions.ts';
import { releaseQuarantine } from './0011-release-quarantine.ts';
import { lookForPartitionsAnew } from './0012-look-for-partitions-anew.ts';
import { judgeEveryDataSet } from './0013-judge-every-data-set.ts';

/**
 * All migrations in order. They travel inside the bundle. A released migration never changes; a new
 * one is added at the end.
 */
export const migrations: Readonly<Record<string, string>> = {
  '0001-create-warehouse': createWarehouse,
  '0002-keep-country-dimension': keepCountryDimension,
  '0003-keep-observation-history': keepObservationHistory,
  '0004-comment-columns': commentColumns,
  '0005-keep-dimension-values': keepDimensionValues,
  '0006-create-partitions-as-owner': createPartitionsAsOwner,
  '0007-keep-migration-digests': keepMigrationDigests,
  '0008-forget-history': forgetHistory,
  '0010-keep-distributions': keepDistributions,
  '0011-release-quarantine': releaseQuarantine,
  '0012-look-for-partitions-anew': lookForPartitionsAnew,
  '0013-judge-every-data-set': judgeEveryDataSet,
};
