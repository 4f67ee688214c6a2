import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { workspaceRoot } from './programs.ts';
import { ofKind, render, type Values } from './render.ts';

interface Manifest {
  readonly kind?: string;
  readonly images?: { readonly tag: string; readonly digests?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly source?: {
      readonly targetRevision?: string;
      readonly helm?: {
        readonly valueFiles?: readonly string[];
        readonly parameters?: readonly { readonly name: string; readonly value: string }[];
      };
    };
  };
}

async function manifest(path: string): Promise<Manifest> {
  return parse(await readFile(join(workspaceRoot, path), 'utf8')) as Manifest;
}

async function manifests(folder: string): Promise<Map<string, Manifest>> {
  const names = (await readdir(join(workspaceRoot, folder))).filter((name) =>
    name.endsWith('.yaml'),
  );
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, Manifest]> => {
        const path = join(folder, name);
        return [path, await manifest(path)];
      }),
    ),
  );
}

/** A file with a kind, such as namespace.yaml, is applied as it is. */
const valuesFiles = [...(await manifests('environments'))]
  .filter(([, { kind }]) => kind === undefined)
  .map(([path]) => path);

const applications = [...(await manifests('environments/argocd'))].filter(
  ([, { kind }]) => kind === 'Application',
);

/** What Argo CD hands to Helm: the values files, seen from the chart, and single parameters. */
function valuesOf({ spec }: Manifest): Values {
  const { valueFiles = [], parameters = [] } = spec?.source?.helm ?? {};
  return {
    files: valueFiles.map((file) => join('helm/gho-platform', file)),
    // As `helm --set` reads them: true is no text.
    set: Object.fromEntries(parameters.map(({ name, value }) => [name, parse(value) as unknown])),
  };
}

async function hooks(values: Values): Promise<(string | undefined)[]> {
  return ofKind(await render(values), 'Pipeline').map(
    ({ metadata }) => metadata.annotations?.['helm.sh/hook'],
  );
}

describe('a released environment', () => {
  it.each(['staging', 'prod'])(
    '%s runs the images of the version that Argo CD pins',
    async (name) => {
      const [values, application] = await Promise.all([
        manifest(`environments/${name}.yaml`),
        manifest(`environments/argocd/${name}.yaml`),
      ]);
      expect(application.spec?.source?.targetRevision).toBe(`v${values.images?.tag}`);
    },
  );

  it('pins every image of production by digest or, before the first release, none', async () => {
    const { images } = await manifest('environments/prod.yaml');
    const pinned = Object.keys(images?.digests ?? {}).sort();
    expect([[], ['dbt', 'ingest', 'mlflow', 'operator', 'train', 'transform']]).toContainEqual(
      pinned,
    );
  });
});

describe('an environment', () => {
  it('there are four of them, three with an Application', () => {
    expect(valuesFiles).toHaveLength(4);
    expect(applications).toHaveLength(3);
  });

  it.each(valuesFiles)(
    '%s installs the Pipelines as hooks, after their kind exists',
    async (file) => {
      const hook = 'post-install,post-upgrade,post-rollback';
      expect(await hooks({ files: [file] })).toEqual([hook, hook]);
    },
  );

  it.each(valuesFiles)('%s installs no schedule, whose kind has to exist before', async (file) => {
    expect(ofKind(await render({ files: [file] }), 'PipelineSchedule')).toEqual([]);
  });

  it.each(applications)('%s schedules what is released', async (path, application) => {
    const schedules = ofKind(await render(valuesOf(application)), 'PipelineSchedule');
    const nightly = [{ cron: ['0 2 * * *'], timeZone: 'UTC' }];
    expect(schedules.map(({ spec }) => spec)).toMatchObject(path.includes('dev') ? [] : nightly);
  });

  it.each(applications)(
    '%s installs them as objects of the Application',
    async (_, application) => {
      expect(await hooks(valuesOf(application))).toEqual([undefined, undefined]);
    },
  );
});
