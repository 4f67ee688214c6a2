import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startReplay, type Replay } from './replay.ts';

type Row = Record<string, unknown>;

interface Page {
  readonly value: Row[];
  readonly '@odata.count'?: number;
}

describe('replay of the GHO API', () => {
  let replay: Replay;
  let sessions = 0;

  beforeAll(async () => {
    replay = await startReplay({
      port: 0,
      dataFolder: new URL('../data', import.meta.url).pathname,
      pulls: ['2026-06', '2025-11', 'export-mapped'],
    });
  });

  afterAll(async () => {
    await replay.close();
  });

  function get(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${replay.port}${path}`, init);
  }

  async function page(path: string): Promise<Page> {
    return (await (await get(path)).json()) as Page;
  }

  /** A scenario that no other test has counted requests in. */
  function scenario(entries: string): string {
    return `/scenario/${entries}/session/${(sessions += 1)}/api`;
  }

  it('answers one GET with the whole indicator', async () => {
    const { value } = await page('/api/WHOSIS_000001');
    expect(value).toHaveLength(12_936);
    expect(new Set(value.map((row) => row.Id)).size).toBe(12_936);
  });

  it('sends numbers as recorded', async () => {
    expect(await (await get("/api/WHS4_543?$filter=SpatialDim eq 'MEX'&$top=1")).text()).toMatch(
      /"NumericValue":\d+\.0,/,
    );
  });

  it('gives other Ids, another order and other field places on the next pull, the same content', async () => {
    const pulls = [await page('/api/WHS4_544'), await page('/api/WHS4_544')];
    const [first, second] = pulls.map(({ value }) => value);
    expect(first?.[0]).not.toEqual(second?.[0]);
    expect(Object.keys(first?.[0] ?? {})).not.toEqual(Object.keys(second?.[0] ?? {}));
    const content = (rows: Row[] = []): string[] =>
      rows.map((row) => JSON.stringify(Object.entries({ ...row, Id: 0 }).sort())).sort();
    expect(content(first)).toEqual(content(second));
    const ids = new Set(first?.map((row) => row.Id));
    expect(second?.filter((row) => ids.has(row.Id))).toEqual([]);
  });

  it('serves an indicator from an older pull when the preferred one lacks it', async () => {
    expect((await page('/api/WSH_WATER_SAFELY_MANAGED')).value).toHaveLength(7176);
  });

  it('filters, sorts, cuts, projects and counts', async () => {
    const query = new URLSearchParams({
      $filter: "SpatialDim eq 'KEN' and Dim1 eq 'SEX_BTSX' and TimeDim ge 2019",
      $orderby: 'TimeDim desc',
      $select: 'TimeDim,SpatialDim',
      $skip: '1',
      $top: '1',
      $count: 'true',
    });
    expect(await page(`/api/WHOSIS_000001?${query.toString()}`)).toMatchObject({
      '@odata.count': 3,
      value: [{ TimeDim: 2020, SpatialDim: 'KEN' }],
    });
  });

  it('pages by a total order without gaps or repeats', async () => {
    const ids: unknown[] = [];
    for (let skip = 0; ; skip += 1000) {
      const { value } = await page(`/api/HWF_0001?$orderby=TimeDim,Id&$top=1000&$skip=${skip}`);
      ids.push(...value.map((row) => row.Id));
      if (value.length < 1000) {
        break;
      }
    }
    expect(new Set(ids).size).toBe(3693);
  });

  it.each([
    ['an unknown indicator', '/api/NOPE', 404, ''],
    ['an unknown path', '/elsewhere', 404, ''],
    ['health', '/healthz', 200, '{"status":"ok"}'],
  ])('answers %s', async (...[, path, status, body]) => {
    const response = await get(path);
    expect([response.status, await response.text()]).toEqual([status, body]);
  });

  it.each([
    ['a listed indicator without rows', '/api/HIV_0000000007'],
    ['an unknown dimension', '/api/DIMENSION/NOPE/DimensionValues'],
    ['a filter value that nobody has', "/api/WHS4_543?$filter=SpatialDim eq 'XXX'"],
    ['a skip past the end', '/api/WHS4_543?$skip=999999'],
  ])('answers %s with an empty list', async (...[, path]) => {
    expect((await page(path)).value).toEqual([]);
  });

  it.each([
    ["WHS4_543?$filter=TimeDim eq '2015'", 'incompatible types'],
    ["WHS4_543?$filter=SpatialDim eq 'KEN", 'unterminated literal'],
    ['WHS4_543?$top=-1', 'Invalid value'],
    ['WHS4_543?$expand=x', 'not supported'],
    ["WHS4_543?$filter=Country eq 'KEN'", "property named 'Country'"],
    ['WHS4_543?$orderby=Year desc', "property named 'Year'"],
    ['WHS4_543?$select=TimeDim,Year', "property named 'Year'"],
    // Rows are not what tells: there are none.
    ['HIV_0000000007?$select=Year', "property named 'Year'"],
    ["Indicator?$filter=Title eq 'x'", "property named 'Title'"],
    ['DIMENSION/COUNTRY/DimensionValues?$select=IndicatorCode', "property named 'IndicatorCode'"],
  ])('refuses %s with the error envelope', async (...[query, problem]) => {
    const response = await get(`/api/${query}`);
    const body = (await response.json()) as { error: { message: string } };
    expect(response.status).toBe(400);
    expect(body.error.message).toContain('The query specified in the URI is not valid.');
    expect(body.error.message).toContain(problem);
  });

  it('serves dimensions in any spelling, and the catalogue', async () => {
    expect((await page('/api/dimension/COUNTRY/DimensionValues')).value).toHaveLength(234);
    expect((await page('/api/DIMENSION/REGION/DimensionValues')).value).toHaveLength(40);
    expect((await page('/api/Indicator')).value).toHaveLength(3038);
  });

  it.each<[string, (response: Response) => Promise<unknown>, unknown]>([
    ['empty-body', async (r) => [r.status, await r.text()], [200, '']],
    ['html-503', async (r) => [r.status, (await r.text()).slice(0, 9)], [503, '<!DOCTYPE']],
    ['html-200', async (r) => [r.status, (await r.text()).slice(0, 9)], [200, '<!DOCTYPE']],
    ['rate-limited', (r) => Promise.resolve([r.status, r.headers.get('retry-after')]), [429, '1']],
    [
      'truncated',
      async (r) => r.json().catch((error: unknown) => (error as Error).name),
      'SyntaxError',
    ],
  ])('misbehaves with %s as often as asked, then is fine', async (...[habit, see, want]) => {
    const path = `${scenario(`${habit}:2`)}/WHS4_543`;
    expect(await see(await get(path))).toEqual(want);
    expect(await see(await get(path))).toEqual(want);
    expect((await page(path)).value).toHaveLength(4212);
  });

  it('sends half of the rows and announces all when asked to fall short', async () => {
    const path = `${scenario('short:1')}/WHS4_543?$count=true`;
    expect(await page(path)).toMatchObject({ '@odata.count': 4212, value: { length: 2106 } });
    expect(await page(path)).toMatchObject({ '@odata.count': 4212, value: { length: 4212 } });
  });

  it('resets the connection as often as asked, then is fine', async () => {
    const path = `${scenario('reset:2')}/WHS4_543`;
    const read = (): Promise<string> => get(path).then((response) => response.text());
    await expect(read()).rejects.toThrow();
    await expect(read()).rejects.toThrow();
    expect((await page(path)).value).toHaveLength(4212);
  });

  it('hangs in mid-answer until the client leaves', async () => {
    const path = `${scenario('hang:1')}/WHS4_543`;
    const signal = AbortSignal.timeout(300);
    await expect(get(path, { signal }).then((r) => r.text())).rejects.toThrow('timeout');
    expect((await page(path)).value).toHaveLength(4212);
  });

  it('plays several habits one after the other', async () => {
    const base = scenario('html-503:1,empty-body:1');
    const statuses = [];
    for (let request = 0; request < 3; request += 1) {
      statuses.push((await get(`${base}/WHS4_543`)).status);
    }
    expect(statuses).toEqual([503, 200, 200]);
  });

  it('misbehaves for one code only when asked so', async () => {
    const base = scenario('html-503:1@HWF_0001');
    expect((await get(`${base}/WHS4_543`)).status).toBe(200);
    expect((await get(`${base}/HWF_0001`)).status).toBe(503);
  });

  it('soils exactly as many real rows as asked', async () => {
    const { value } = await page(`${scenario('interval-breach:40')}/WHOSIS_000001`);
    const breaches = value.filter((row) => Number(row.NumericValue) > Number(row.High ?? Infinity));
    expect([value.length, breaches.length]).toEqual([12_936, 40]);
  });

  it('names a scenario it does not know', async () => {
    const response = await get('/scenario/nonsense/api/WHS4_543');
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('scenario \\"nonsense\\" is unknown, expected one of empty-body'),
    ]);
  });
});
