import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Replay } from '@gho-platform/gho-replay';
import { ObjectStore, RawZone } from '@gho-platform/raw-zone';
import { startS3Gateway, type S3Gateway } from '@gho-platform/testing/servers';
import { startRecordedReplay } from './recorded-replay.ts';
import { runStageProcess } from '@gho-platform/testing/stage-process';
import { programs } from '../programs.ts';

const ingestionDate = '2026-06-01';
/** As many as the largest indicator of the source has, and a few more. */
const rows = 250_000;

/**
 * The answer is 150 MB of JSON. As text or as records it does not fit into this heap; as bytes beside
 * the heap it does not fit into this process, which takes 140 MB for a small indicator.
 */
const heapMegabytes = 48;
const maximumMegabytes = 320;

/** Says at the end how much memory the process ever had. */
const tellPeak = `process.on('exit', () => {
  process.stdout.write(JSON.stringify({ msg: 'Peak memory', megabytes: process.resourceUsage().maxRSS / 1024 }) + '\\n');
});`;

describe('ingest of the largest indicator', () => {
  let gateway: S3Gateway;
  let replay: Replay;

  beforeAll(async () => {
    gateway = await startS3Gateway();
    await gateway.createBucket('memory');
    replay = await startRecordedReplay();
  });

  afterAll(async () => {
    await replay.close();
    await gateway.stop();
  });

  it('needs a small part of the memory that its answer takes', async () => {
    const ended = await runStageProcess({
      entry: programs.ingest,
      execArguments: [
        `--max-old-space-size=${heapMegabytes}`,
        '--import',
        `data:text/javascript,${encodeURIComponent(tellPeak)}`,
      ],
      environment: {
        ...gateway.environment,
        RAW_BUCKET: 'memory',
        GHO_API_BASE_URL: `http://127.0.0.1:${replay.port}/scenario/repeat-to:${rows}@WHS4_543/api/`,
        INDICATORS: 'WHS4_543',
        INGESTION_DATE: ingestionDate,
        REQUESTS_PER_SECOND: '100',
      },
    });
    expect(ended.exitCode).toBe(0);
    expect(ended.result.rows?.read).toBe(rows);
    const peak = Number(ended.lines.find(({ msg }) => msg === 'Peak memory')?.megabytes);
    expect(peak).toBeGreaterThan(40);
    expect(peak).toBeLessThan(maximumMegabytes);
    const zone = new RawZone(
      new ObjectStore({ bucket: 'memory', forcePathStyle: true, client: gateway.client }),
    );
    const dataset = { kind: 'indicator', code: 'WHS4_543' } as const;
    expect(await zone.find({ dataset, ingestionDate })).toMatchObject({ rows });
  });
});
