import { apiVersion } from '@gho-platform/api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ControlPlane } from '../servers/control-plane.ts';
import { startControlPlane } from '../servers/control-plane.ts';

const backfill = { from: '2026-01-01', to: '2026-01-31' };
const schedule = (spec: object, name = 's'): object => ({
  apiVersion,
  kind: 'PipelineSchedule',
  metadata: { name },
  spec: { pipelineRef: { name: 'p' }, cron: ['0 2 * * *'], timeZone: 'UTC', ...spec },
});
const withParameter = (fields: object): object =>
  schedule({ parameters: [{ name: 'date', ...fields }] });

describe('what the API server says about schedules', () => {
  let plane: ControlPlane;

  beforeAll(async () => {
    plane = await startControlPlane('pls-valid');
    await plane.kubectl(['apply', '-f', 'crds/pipelineschedules.yaml']);
    await plane.kubectl(['wait', '--for=condition=Established', 'crd', '--all']);
  });

  afterAll(async () => {
    await plane.stop();
  });

  const apply = async (object: object, ...more: string[]): Promise<string> => {
    const outcome = await plane.tryKubectl(['apply', '-f', '-', ...more], JSON.stringify(object));
    return outcome.exitCode === 0 ? 'accepted' : outcome.output;
  };

  const lineProblem = 'must have five fields: minute, hour, day of month, month, day of week';
  const refused: Record<string, [object, string]> = {
    'no line': [schedule({ cron: [] }), 'should have at least 1 items'],
    'one line twice': [schedule({ cron: ['0 2 * * *', '0 2 * * *'] }), 'Duplicate value'],
    'a line with seconds': [schedule({ cron: ['0 0 2 * * *'] }), lineProblem],
    'a line of three fields': [schedule({ cron: ['* * *    '] }), lineProblem],
    'a nickname': [schedule({ cron: ['@midnight'] }), lineProblem],
    'no time zone': [schedule({ timeZone: undefined }), 'spec.timeZone: Required value'],
    'an offset as a time zone': [schedule({ timeZone: '+02:00' }), 'should match'],
    'an unknown policy': [schedule({ concurrencyPolicy: 'Queue' }), 'supported values'],
    'a deadline that nobody can keep': [schedule({ startingDeadlineSeconds: 1 }), 'greater than'],
    'a parameter without a value': [withParameter({}), 'must have either value or fromTick'],
    'a parameter with two values': [
      withParameter({ value: 'x', fromTick: { format: 'Date' } }),
      'must have either value or fromTick',
    ],
    'days before an instant': [
      withParameter({ fromTick: { format: 'Timestamp', offsetDays: -1 } }),
      'offsetDays is not allowed with format Timestamp',
    ],
    'a range the wrong way round': [
      schedule({ backfill: { from: '2026-02-01', to: '2026-01-01' } }),
      'backfill.from must not be after backfill.to',
    ],
    'a name too long for labels': [schedule({}, 's'.repeat(64)), 'at most 63 characters'],
    'an image': [schedule({ image: 'example.org/x' }), 'unknown field "spec.image"'],
    'a Pipeline of another namespace': [
      schedule({ pipelineRef: { name: 'p', namespace: 'other' } }),
      'unknown field "spec.pipelineRef.namespace"',
    ],
  };
  it.each(Object.keys(refused))('refuses %s', async (name) => {
    const [object, message] = refused[name] ?? [{}, ''];
    expect(await apply(object, '--dry-run=server', '--validate=strict')).toContain(message);
  });

  it('fills in the defaults', async () => {
    expect(await apply(schedule({ backfill }, 'defaults'))).toBe('accepted');
    const stored = await plane.kubectl(['get', 'pls', 'defaults', '-o', 'json']);
    expect((JSON.parse(stored) as { spec: object }).spec).toMatchObject({
      concurrencyPolicy: 'Forbid',
      missedRunPolicy: 'Latest',
      maxCatchUp: 10,
      spreadSeconds: 0,
      suspend: false,
      successfulRunsHistoryLimit: 10,
      failedRunsHistoryLimit: 10,
      backfill: { parallelism: 1 },
    });
  });

  it('lets lines change, but not those of a backfill', async () => {
    expect(await apply(schedule({}))).toBe('accepted');
    expect(await apply(schedule({ cron: ['0 3 * * *'], timeZone: 'Europe/Berlin' }))).toBe(
      'accepted',
    );
    expect(await apply(schedule({ backfill }))).toContain('cannot be added or removed');
    expect(await apply(schedule({ backfill }, 'past'))).toBe('accepted');
    for (const change of [
      { backfill: { ...backfill, to: '2026-02-28' } },
      { backfill, cron: ['0 3 * * *'] },
      { backfill, timeZone: 'Europe/Berlin' },
    ]) {
      expect(await apply(schedule(change, 'past'))).toContain('of a backfill cannot change');
    }
    expect(await apply(schedule({}, 'past'))).toContain('cannot be added or removed');
    const faster = { backfill: { ...backfill, parallelism: 4 }, suspend: true };
    expect(await apply(schedule(faster, 'past'))).toBe('accepted');
  });
});
