import type { ReplayRow } from './replay-row.ts';

/** Parts of the table that the source seems to scan at once: rows come in so many runs of rising Ids. */
const runs = 5;

/** Above the count of all rows of the source, so that Ids of two pulls rarely meet. */
const idStep = 10_220_735;

/**
 * reorderRows gives the rows in another order on each pull, as the source does without $orderby: the
 * table is cut into runs and they arrive in turn, starting with another one each time.
 */
export function reorderRows(rows: readonly ReplayRow[], pull: number): ReplayRow[] {
  const size = Math.ceil(rows.length / runs);
  const parts = Array.from({ length: runs }, (_, part) =>
    rows.slice(part * size, (part + 1) * size),
  );
  const first = pull % runs;
  return [...parts.slice(first), ...parts.slice(0, first)].flat();
}

const idPattern = /^\{"Id":(\d+)/;
const jsonValue = String.raw`(?:"(?:[^"\\]|\\.)*"|[^,"}]+)`;
const timeBeforeParent = new RegExp(
  String.raw`("TimeDimType":${jsonValue}),("ParentLocationCode":${jsonValue})`,
);
const dimensionBeforeTime = new RegExp(String.raw`("Dim1":${jsonValue}),("TimeDim":${jsonValue})`);

/** renumber gives a record the Id of another pull: the source renumbers its table at each reload. */
export function renumber(text: string, pull: number): string {
  return text.replace(idPattern, (_, id: string) => `{"Id":${Number(id) + pull * idStep}`);
}

/** swapFields changes places of the two pairs of fields that swap between pulls of the source. */
export function swapFields(text: string, pull: number): string {
  return pull % 2 === 0
    ? text
    : text.replace(timeBeforeParent, '$2,$1').replace(dimensionBeforeTime, '$2,$1');
}
