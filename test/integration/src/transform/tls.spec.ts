import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeCertificate } from '../servers/certificates.ts';
import { startPlatform, type Platform, type Warehouse } from './platform.ts';
import { publishIndicator } from './raw-data.ts';
import { makeRows } from './row-builder.ts';
import type { EndedStage } from '@gho-platform/testing/stage-process';
import { runTransform } from './transform-process.ts';

const ingestionDate = '2026-05-01';

describe('transform on a PostgreSQL with a certificate for localhost', () => {
  let platform: Platform;
  let warehouse: Warehouse;
  let own: string;
  let foreign: string;

  beforeAll(async () => {
    const server = await makeCertificate('localhost');
    own = server.certificate;
    foreign = (await makeCertificate('localhost')).certificate;
    platform = await startPlatform(server);
    warehouse = await platform.createWarehouse();
    await publishIndicator(platform, ingestionDate, makeRows(10));
  });

  afterAll(async () => {
    await platform.stop();
  });

  function run(environment: Readonly<Record<string, string>>): Promise<EndedStage> {
    return runTransform(warehouse, {
      ...{ runUid: 'run-tls', ingestionDate, indicators: ['WHOSIS_000001'] },
      environment: { PGHOST: 'localhost', ...environment },
    });
  }

  it('works with verify-full and the certificate of the authority', async () => {
    const { exitCode } = await run({ PGSSLMODE: 'verify-full', PGSSLROOTCERT_PEM: own });
    expect(exitCode).toBe(0);
  });

  it('minds the name with verify-full, and not with verify-ca', async () => {
    const byAddress = { PGHOST: '127.0.0.1', PGSSLROOTCERT_PEM: own };
    expect(await run({ ...byAddress, PGSSLMODE: 'verify-full' })).toMatchObject({
      exitCode: 78,
      result: { message: expect.stringContaining('127.0.0.1 is not in the cert') },
    });
    expect((await run({ ...byAddress, PGSSLMODE: 'verify-ca' })).exitCode).toBe(0);
  });

  it.each(['verify-ca', 'verify-full'])(
    'does not retry with %s and anything but that certificate',
    async (mode) => {
      for (const certificate of [foreign, 'no certificate', '']) {
        const { exitCode, result } = await run({
          PGSSLMODE: mode,
          PGSSLROOTCERT_PEM: certificate,
        });
        expect(result.reason).toBe('InvalidConfiguration');
        expect(exitCode).toBe(78);
      }
    },
  );
});
