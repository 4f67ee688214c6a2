import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

describe('readConfig', () => {
  it('prefers the pull of June 2026', () => {
    expect(readConfig({})).toMatchObject({
      port: 8080,
      pulls: ['2026-06', '2025-11', 'export-mapped'],
    });
  });

  it('moves another pull to the front', () => {
    expect(readConfig({ REPLAY_PULL: '2025-11' }).pulls).toEqual([
      '2025-11',
      '2026-06',
      'export-mapped',
    ]);
  });

  it('names every wrong field at once', () => {
    expect(() => readConfig({ PORT: 'http', REPLAY_PULL: '1999' })).toThrow(
      'configuration is invalid: PORT is "http", expected an integer from 0 up to 65535; ' +
        'REPLAY_PULL is "1999", expected one of 2026-06, 2025-11, export-mapped, verbatim/2021, verbatim/2019',
    );
  });
});
