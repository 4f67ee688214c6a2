import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PipelineRun } from '@gho-platform/api';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { analyticsDigest, count, modelVersion, publisherOf, query } from './platform.ts';
import { applyPipeline, ended, jobsOf, kubectl, stageOf, startRun, verdictOf } from './world.ts';
import type { PipelineSpec } from './world.ts';

const limitSeconds = 600;
const stages = ['ingest', 'transform', 'dbt', 'train'];
const verifyJob = fileURLToPath(
  new URL('../../../apps/jobs/ingest/examples/verify-job.yaml', import.meta.url),
);

describe('the whole pipeline on real records', () => {
  let run: PipelineRun;

  beforeAll(async () => {
    await startRun('e2e-good', {
      pipelineRef: { name: 'gho' },
      parameters: [{ name: 'ingestionDate', value: '2026-06-01' }],
    });
    run = await ended('e2e-good', limitSeconds);
  }, limitSeconds * 1000);

  it('succeeds, stage after stage', () => {
    expect(verdictOf(run)).toEqual({ status: 'True', reason: 'Succeeded' });
    expect(run.status?.progress).toBe('4/4');
    const times = stages.flatMap((stage) => {
      const { startedAt, finishedAt } = stageOf(run, stage);
      return [Date.parse(startedAt ?? ''), Date.parse(finishedAt ?? '')];
    });
    expect(times).toEqual([...times].sort((left, right) => left - right));
  });

  it('has in the warehouse what was ingested minus what was quarantined', async () => {
    const transform = stageOf(run, 'transform');
    const loaded = await count('select count(*) from warehouse.fact_observation');
    const quarantined = await count(
      `select count(*) from warehouse.quarantine where load_id like '${uid(run)}/%'`,
    );
    expect(transform.rows?.read).toBeGreaterThan(70_000);
    expect(transform.rows?.rejected).toBe(quarantined);
    expect(loaded).toBe((transform.rows?.read ?? 0) - quarantined);
  });

  it('keeps each row in the partition of its year', async () => {
    const strays = await count(
      `select count(*) from warehouse.fact_observation
       where tableoid::regclass::text <> 'warehouse.fact_observation_y' || year`,
    );
    expect(strays).toBe(0);
  });

  it('publishes analytics that a reader can use', async () => {
    const regions = await query(
      `select distinct who_region_code from analytics.life_expectancy_by_region order by 1`,
    );
    expect(regions.flat()).toEqual(['AFR', 'AMR', 'EMR', 'EUR', 'SEAR', 'WPR']);
    const implausible = await count(
      `select count(*) from analytics.life_expectancy_by_region
       where life_expectancy_mean not between 30 and 95`,
    );
    expect(implausible).toBe(0);
  });

  it('registers a model that beats the naive baseline', async () => {
    const model = stageOf(run, 'train').model;
    const version = await modelVersion(model?.name ?? '', model?.version ?? '');
    expect(version.run_id).toMatch(/^[0-9a-f]{32}$/);
    const mae = model?.metrics?.find(({ name }) => name === 'mae');
    expect(Number(mae?.value)).toBeLessThan(Number(mae?.baseline));
  });

  it('shows the run like a dashboard in kubectl get', async () => {
    const [header = '', line = ''] = (await kubectl.text('get', 'pipelinerun', 'e2e-good')).split(
      '\n',
    );
    expect(header.split(/\s{2,}|\s+/)).toEqual(
      expect.arrayContaining(['PIPELINE', 'SUCCEEDED', 'STAGE', 'PROGRESS', 'ROWS', 'QUALITY']),
    );
    const model = stageOf(run, 'train').model;
    expect(line.split(/\s+/)).toEqual(
      expect.arrayContaining([
        'gho',
        'True',
        '4/4',
        `${model?.name ?? ''}/${model?.version ?? ''}`,
      ]),
    );
  });

  it('makes nothing twice when the same date runs again', async () => {
    const before = await count('select count(*) from warehouse.fact_observation');
    await startRun('e2e-again', {
      pipelineRef: { name: 'gho' },
      parameters: [{ name: 'ingestionDate', value: '2026-06-01' }],
    });

    const again = await ended('e2e-again', limitSeconds);

    expect(verdictOf(again).status).toBe('True');
    expect(await count('select count(*) from warehouse.fact_observation')).toBe(before);
    expect(stageOf(again, 'transform').rows).toMatchObject({ written: 0, unchanged: before });
  });

  it('loads as a role that can change no table of the warehouse', async () => {
    const owners = await query(
      `select distinct tableowner from pg_tables where schemaname = 'warehouse'`,
    );
    expect(owners).toEqual([['gho_owner']]);
    const rights = await query(
      `select has_schema_privilege('gho_loader', 'warehouse', 'create'),
              pg_has_role('gho_loader', 'gho_owner', 'member')`,
    );
    expect(rights).toEqual([['f', 'f']]);
  });

  it('verifies the raw partitions of the day with the Job that the documentation shows', async () => {
    const { spec } = await kubectl.json<{ spec: PipelineSpec }>('get', 'pipeline', 'gho');
    const image = spec.stages.find(({ name }) => name === 'ingest')?.image ?? '';
    const manifest = await readFile(verifyJob, 'utf8');
    const job = await kubectl.create(manifest.replace(/image: .*/, `image: ${image}`));
    try {
      await kubectl.text('wait', `job/${job}`, '--for=condition=Complete', '--timeout=300s');
      const log = await kubectl.text('logs', `job/${job}`);
      const verified = log.split('\n').filter((line) => line.includes('"Verified partition"'));
      expect(verified.length).toBeGreaterThan(10);
    } finally {
      await kubectl.text('delete', 'job', job, '--cascade=foreground');
    }
  });

  it('takes readers back to the publication before by one run', async () => {
    const withdrawn = await publisherOf('analytics');
    const restored = await publisherOf('analytics_previous');
    expect(restored).toBe(`${uid(run)}/1`);
    await startRun('e2e-rollback', {
      pipelineRef: { name: 'gho-rollback' },
      parameters: [
        { name: 'by', value: 'ana@example.org' },
        { name: 'reason', value: "Norway's figures are wrong" },
      ],
    });

    const rollback = await ended('e2e-rollback', limitSeconds);

    expect(verdictOf(rollback).status).toBe('True');
    expect(await publisherOf('analytics')).toBe(restored);
    const records = await query(
      `select rolled_back_by, reason, withdrawn, restored from analytics_log.rollback
       where run_uid = '${uid(rollback)}'`,
    );
    expect(records).toEqual([
      ['ana@example.org', "Norway's figures are wrong", withdrawn, restored],
    ]);
  });

  it('halts at data that break the contract and leaves the published analytics alone', async () => {
    await applyPipeline('e2e-dirty', await dirtied('scenario/interval-breach:4000/api/'));
    const before = { digest: await analyticsDigest(), rows: await facts() };
    await startRun('e2e-dirty', {
      pipelineRef: { name: 'e2e-dirty' },
      parameters: [{ name: 'ingestionDate', value: '2026-07-01' }],
    });

    const dirty = await ended('e2e-dirty', limitSeconds);

    expect(verdictOf(dirty)).toEqual({ status: 'False', reason: 'DataQualityFailed' });
    const transform = stageOf(dirty, 'transform');
    const worst = transform.quality?.worst?.[0];
    expect(worst?.check).toBe('interval_contains_value');
    expect(worst?.rows).toBeGreaterThanOrEqual(4000);
    expect(worst?.examples?.length).toBeGreaterThan(0);
    expect(transform.attempts).toHaveLength(1);
    expect(['dbt', 'train'].map((stage) => stageOf(dirty, stage).state)).toEqual([
      'Skipped',
      'Skipped',
    ]);
    const jobStages = (await jobsOf('e2e-dirty')).map(
      ({ metadata }) => metadata.labels['pipelines.gho-platform.dev/stage'],
    );
    expect([...new Set(jobStages)].sort()).toEqual(['ingest', 'transform']);
    expect({ digest: await analyticsDigest(), rows: await facts() }).toEqual(before);
  });
});

function uid(run: PipelineRun): string {
  return run.metadata.uid ?? '';
}

function facts(): Promise<number> {
  return count('select count(*) from warehouse.fact_observation');
}

/** dirtied is the installed Pipeline, reading from a replay that plants dirt. */
async function dirtied(path: string): Promise<PipelineSpec> {
  const { spec } = await kubectl.json<{ spec: PipelineSpec }>('get', 'pipeline', 'gho');
  const [ingest, ...rest] = spec.stages;
  if (ingest === undefined) throw new Error('Pipeline gho has no stages');
  const env = (ingest.env ?? []).filter(({ name }) => name !== 'GHO_API_BASE_URL');
  const source = { name: 'GHO_API_BASE_URL', value: `http://gho-replay:8080/${path}` };
  return { ...spec, stages: [{ ...ingest, env: [...env, source] }, ...rest] };
}
