import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { lintCrd, passthroughFields } from './crd-lint.ts';
import { parseCrd } from './crd-outputs.ts';
import type { CustomResourceDefinition, JsonSchema } from './crd-schema.ts';

function read(name: string): CustomResourceDefinition {
  return parseCrd(readFileSync(new URL(`../../crds/${name}.yaml`, import.meta.url), 'utf8'));
}

function crdWith(spec: JsonSchema, status?: JsonSchema): CustomResourceDefinition {
  const properties = { spec, ...(status === undefined ? {} : { status }) };
  const openAPIV3Schema: JsonSchema = { type: 'object', properties };
  const version = { name: 'v1', schema: { openAPIV3Schema } };
  return {
    metadata: { name: 'x' },
    spec: { group: 'g', names: { kind: 'X' }, versions: [version] },
  };
}

const described = { description: 'x is fine.' };

const broken: Record<string, { schema: JsonSchema; want: string }> = {
  'a field without description': {
    schema: { type: 'boolean' },
    want: 'every field has a description',
  },
  'a string without bound': {
    schema: { type: 'string', ...described },
    want: 'every string is bounded',
  },
  'an array without bound': {
    schema: { type: 'array', 'x-kubernetes-list-type': 'atomic', ...described },
    want: 'every array is bounded',
  },
  'a list-map whose key may be absent': {
    schema: {
      type: 'array',
      maxItems: 1,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object' },
      ...described,
    },
    want: 'the keys of a list-map are required',
  },
  'an integer without width': {
    schema: { type: 'integer', ...described },
    want: 'every integer has a width',
  },
  'a float': { schema: { type: 'number', ...described }, want: 'there are no floats' },
  'a free map': {
    schema: { type: 'object', additionalProperties: { type: 'boolean' }, ...described },
    want: 'maps are bounded',
  },
  'a lower-case enum': {
    schema: { type: 'string', enum: ['running'], ...described },
    want: 'enums are CamelCase',
  },
  'a rule without message': {
    schema: { type: 'object', 'x-kubernetes-validations': [{ rule: 'true' }], ...described },
    want: 'every CEL rule has a message',
  },
  'unknown fields': {
    schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, ...described },
    want: 'nothing is passed through unseen',
  },
};

describe('lintCrd', () => {
  for (const [name, { schema, want }] of Object.entries(broken)) {
    it(`finds ${name}`, () => {
      const crd = crdWith({ type: 'object', ...described, properties: { x: schema } });
      const [finding, ...others] = lintCrd(crd);
      expect(finding).toContain(`.spec.x: ${want}`);
      expect(others).toEqual([]);
    });
  }

  it('wants conditions first, in a subresource', () => {
    const properties = {
      stage: { type: 'boolean', ...described },
      conditions: { type: 'boolean', ...described },
    };
    const status = { type: 'object', ...described, properties };
    expect(lintCrd(crdWith({ type: 'object', ...described }, status))).toEqual([
      '.status: it is a subresource',
      '.status: conditions come first',
    ]);
  });

  it.each(['pipelines', 'pipelineruns', 'pipelineschedules'])('finds nothing in %s', (name) => {
    expect(lintCrd(read(name))).toEqual([]);
  });

  it.each(['pipelines', 'pipelineruns', 'pipelineschedules'])(
    'reads %s as kubectl and Helm do, for whom a bare "on" means true',
    (name) => {
      for (const folder of ['crds', 'helm/gho-platform/files/crds']) {
        const path = new URL(`../../${folder}/${name}.yaml`, import.meta.url);
        const text = readFileSync(path, 'utf8');
        expect(parse(text, { version: '1.1', merge: true })).toEqual(parse(text));
      }
    },
  );
});

describe('passthroughFields', () => {
  it.each(['pipelineruns', 'pipelineschedules'])(
    'finds nothing in %s: their authors choose parameters only',
    (name) => {
      expect(passthroughFields(read(name))).toEqual([]);
    },
  );

  it('would find them: a Pipeline is full of such fields', () => {
    const found = passthroughFields(read('pipelines'));
    expect(found).toContain('.spec.stages[].image');
    expect(found).toContain('.spec.stages[].envFrom[].secretRef');
  });
});
