import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { migrate, type WarehouseSession } from '@gho-platform/warehouse';
import { startPostgres, type PostgresServer } from '@gho-platform/testing/servers';
import {
  believedOn,
  loadPull,
  openSession,
  storedVersions,
  type Figures,
  type PullOfFigures,
} from './warehouse-loads.ts';

const january = { day: '2026-01-01', figures: { BTN: 70.1, LKA: 76, NPL: 69.5 } };
/** Bhutan is corrected, Sri Lanka withdrawn, Nepal confirmed, the Maldives are new. */
const february = { day: '2026-02-01', figures: { BTN: 70.2, MDV: 79, NPL: 69.5 } };
const march = { day: '2026-03-01', figures: { BTN: 70.1, LKA: 76.5, NPL: 69.5 } };

describe('what the warehouse believed on a day', () => {
  let server: PostgresServer;
  let session: WarehouseSession;

  beforeAll(async () => {
    server = await startPostgres();
    await server.createDatabase('gho');
    session = await openSession(server, 'gho');
    await migrate(session);
  });

  beforeEach(async () => {
    await empty(session);
  });

  afterAll(async () => {
    await session.close();
    await server.stop();
  });

  it('is nothing before the first pull, and from each pull on what that said', async () => {
    for (const pull of [january, february, march]) await loadPull(session, pull);
    expect(await believedOn(session, '2025-12-31')).toEqual({});
    expect(await believedOn(session, '2026-01-01')).toEqual(january.figures);
    expect(await believedOn(session, '2026-01-31')).toEqual(january.figures);
    expect(await believedOn(session, '2026-02-01')).toEqual(february.figures);
    expect(await believedOn(session, '2030-01-01')).toEqual(march.figures);
  });

  it('is kept with the loads that said so and said otherwise', async () => {
    const counts = [];
    for (const pull of [january, february]) counts.push(await loadPull(session, pull));
    expect(counts).toMatchObject([
      { inserted: 3, updated: 0, unchanged: 0, withdrawn: 0 },
      { inserted: 1, updated: 1, unchanged: 1, withdrawn: 1 },
    ]);
    const { rows } = await session.client.query(
      `select h.spatial_dim, h.ingestion_date::text, said.ingestion_date::text as said,
         h.superseded_on::text, otherwise.ingestion_date::text as otherwise
       from warehouse.observation_history h
       join warehouse.load said using (load_id)
       join warehouse.load otherwise on otherwise.load_id = h.superseded_by
       order by 1`,
    );
    const period = { ingestion_date: january.day, said: january.day };
    const end = { superseded_on: february.day, otherwise: february.day };
    expect(rows).toEqual([
      { spatial_dim: 'BTN', ...period, ...end },
      { spatial_dim: 'LKA', ...period, ...end },
    ]);
  });

  it('does not change when a pull is loaded again', async () => {
    for (const pull of [january, february, march]) await loadPull(session, pull);
    const before = await storedVersions(session);
    for (const pull of [february, january, march, january]) {
      const again = await loadPull(session, pull);
      expect(again).toMatchObject({ inserted: 0, updated: 0, unchanged: 3, withdrawn: 0 });
    }
    expect(await storedVersions(session)).toEqual(before);
  });

  it('of today does not change when an older pull comes late, and that of the older day does', async () => {
    for (const pull of [january, march]) await loadPull(session, pull);
    expect(await believedOn(session, february.day)).toEqual(january.figures);
    const late = await loadPull(session, february);
    expect(late).toMatchObject({ inserted: 1, updated: 1, unchanged: 1, withdrawn: 1 });
    expect(await believedOn(session, january.day)).toEqual(january.figures);
    expect(await believedOn(session, february.day)).toEqual(february.figures);
    expect(await believedOn(session, march.day)).toEqual(march.figures);
  });

  it('is corrected when a pull is judged anew, from its day until the next pull', async () => {
    for (const pull of [january, february, march]) await loadPull(session, pull);
    const judgedAnew = { day: february.day, figures: { BTN: 70.3, MDV: 79 } };
    await loadPull(session, judgedAnew);
    expect(await believedOn(session, january.day)).toEqual(january.figures);
    expect(await believedOn(session, february.day)).toEqual(judgedAnew.figures);
    expect(await believedOn(session, march.day)).toEqual(march.figures);
  });

  it('stays as it was for a figure that is set aside', async () => {
    const bad: Figures = { BTN: 'rejected', LKA: 76, NPL: 69.5 };
    await loadPull(session, january);
    await loadPull(session, { day: '2026-03-01', figures: bad });
    await loadPull(session, { day: '2026-02-01', figures: bad });
    expect(await believedOn(session, '2026-02-01')).toEqual(january.figures);
    expect(await believedOn(session, '2026-03-01')).toEqual(january.figures);
  });

  it('is refused for days of which history was removed, and as before for all others', async () => {
    const bad: Figures = { BTN: 'rejected', LKA: 76, NPL: 69.5 };
    for (const pull of [{ ...january, figures: bad }, january, february, march]) {
      await loadPull(session, pull);
    }
    const { rows } = await session.client.query("select warehouse.forget_history('2026-02-15')");
    // Sri Lanka and Bhutan of January; those of February answer for the days until March.
    expect(rows).toEqual([{ forget_history: '2' }]);
    await expect(believedOn(session, '2026-02-14')).rejects.toThrow(
      'what was believed on 2026-02-14 is no longer kept: history begins on 2026-02-15',
    );
    expect(await believedOn(session, '2026-02-15')).toEqual(february.figures);
    expect(await believedOn(session, march.day)).toEqual(march.figures);
    const { rows: removals } = await session.client.query(
      `select history_begins::text, versions_removed::int, quarantined_removed::int
       from warehouse.history_removal`,
    );
    expect(removals).toEqual([
      { history_begins: '2026-02-15', versions_removed: 2, quarantined_removed: 1 },
    ]);
  });

  it('is kept when a pull corrects every figure, without joining each with each', async () => {
    const places = Array.from({ length: 20_000 }, (_, index) => `P${index}`);
    const figuresOf = (value: number): Figures =>
      Object.fromEntries(places.map((place) => [place, value]));
    await loadPull(session, { day: january.day, figures: figuresOf(1) });
    const corrected = await loadPull(session, { day: march.day, figures: figuresOf(2) });
    const late = await loadPull(session, { day: february.day, figures: figuresOf(3) });
    expect([corrected.updated, late.updated]).toEqual([places.length, places.length]);
  });

  it('is not forgotten where it still counts', async () => {
    await loadPull(session, january);
    await expect(
      session.client.query("select warehouse.forget_history('2026-01-02')"),
    ).rejects.toThrow(
      'cannot forget what was believed before 2026-01-02: allowed up to the newest pull, 2026-01-01',
    );
    expect(await believedOn(session, january.day)).toEqual(january.figures);
  });

  it('does not depend on the order in which pulls are loaded, nor on how often', async () => {
    const loads = fc.array(fc.record({ day, figures }), { minLength: 1, maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(loads, async (pulls) => {
        await empty(session);
        for (const pull of pulls) await loadPull(session, pull);
        for (const asked of days) {
          expect(await believedOn(session, asked)).toEqual(newestUpTo(pulls, asked));
        }
      }),
      { numRuns: 60 },
    );
  });
});

async function empty({ client }: WarehouseSession): Promise<void> {
  const tables = ['fact_observation', 'observation_history', 'history_removal', 'load'];
  await client.query(`truncate ${tables.map((table) => `warehouse.${table}`).join()} cascade`);
}

const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'];
const day = fc.constantFrom(...days);
const figures = fc.dictionary(fc.constantFrom('BTN', 'LKA', 'NPL'), fc.constantFrom(1, 2), {
  noNullPrototype: true,
});

/** The model: of several loads of one day the last one counts, of several days the newest. */
function newestUpTo(pulls: readonly PullOfFigures[], asked: string): Figures {
  const known = pulls.filter((pull) => pull.day <= asked).map((pull) => pull.day);
  const newest = known.sort().at(-1);
  return pulls.findLast((pull) => pull.day === newest)?.figures ?? {};
}
