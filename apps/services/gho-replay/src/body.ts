import type { QueryResult } from './query.ts';
import type { Resource } from './route.ts';
import { renumber, swapFields } from './variation.ts';

const metadata = 'https://ghoapi.azureedge.net/api/$metadata';

/** A chunk is large enough to be cheap and small enough to show streaming. */
const chunkCharacters = 64 * 1024;

/** bodyChunks writes an OData answer piece by piece; `pull` varies Ids and field order. */
export function* bodyChunks(
  resource: Resource,
  { rows, count }: QueryResult,
  pull: number,
): Generator<string> {
  const announced = count === undefined ? '' : `"@odata.count":${count},`;
  let chunk = `{"@odata.context":${JSON.stringify(contextOf(resource))},${announced}"value":[`;
  let separator = '';
  for (const row of rows) {
    chunk += separator + swapFields(renumber(row.text, pull), pull);
    separator = ',';
    if (chunk.length >= chunkCharacters) {
      yield chunk;
      chunk = '';
    }
  }
  yield `${chunk}]}`;
}

function contextOf({ kind, code }: Resource): string {
  return kind === 'dimension'
    ? `${metadata}#Collection(Default.DIMENSION_VALUE)`
    : `${metadata}#${code}`;
}
