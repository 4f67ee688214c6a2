import { onlyVersion } from './crd-schema.ts';
import type { CustomResourceDefinition, JsonSchema } from './crd-schema.ts';

/** Field is one place in a schema. `path` has `[]` for the items of an array. */
export interface Field {
  readonly path: string;
  /** Last name in the path; empty for items. */
  readonly name: string;
  readonly schema: JsonSchema;
  readonly parent: JsonSchema | undefined;
}

/** Rule is undefined for a field that obeys, and says what is wrong otherwise. */
export type Rule = (field: Field) => string | undefined;

/**
 * Rules of the API conventions that a machine can check, by name. They bound everything (a status
 * travels to every watcher) and keep the API readable with `kubectl explain`.
 */
export const rules: Readonly<Record<string, Rule>> = {
  'every field has a description': ({ name, schema, path }) =>
    name !== '' && isOurs(path) && schema.description === undefined ? 'no description' : undefined,
  'a description is a sentence': ({ schema }) =>
    schema.description !== undefined && !/^\S.*\.$/s.test(schema.description)
      ? 'no full stop'
      : undefined,
  'every string is bounded': ({ schema }) =>
    isString(schema) && !isBoundedString(schema) ? 'no maxLength, enum or format' : undefined,
  'every array is bounded': ({ schema }) =>
    schema.type === 'array' && schema.maxItems === undefined ? 'no maxItems' : undefined,
  'every array says how it is merged': ({ schema }) =>
    schema.type === 'array' && schema['x-kubernetes-list-type'] === undefined
      ? 'no x-kubernetes-list-type'
      : undefined,
  'the keys of a list-map are required': ({ schema }) => listMapProblem(schema),
  'every integer has a width': ({ schema }) =>
    schema.type === 'integer' && !/^int(32|64)$/.test(schema.format ?? '')
      ? 'no format int32 or int64'
      : undefined,
  'there are no floats': ({ schema }) => (schema.type === 'number' ? 'a float' : undefined),
  'there is no phase': ({ name }) => (name === 'phase' ? 'phase is deprecated' : undefined),
  'maps are bounded': ({ schema }) =>
    schema.additionalProperties !== undefined && schema.maxProperties === undefined
      ? 'no maxProperties'
      : undefined,
  'a required field has no default': ({ name, schema, parent }) =>
    schema.default !== undefined && parent?.required?.includes(name) === true
      ? 'both required and default'
      : undefined,
  'enums are CamelCase': ({ schema }) => {
    const odd = (schema.enum ?? []).filter((value) => !/^[A-Z][A-Za-z0-9]*$/.test(value));
    return odd.length === 0 ? undefined : odd.join(', ');
  },
  'every CEL rule has a message': ({ schema }) =>
    (schema['x-kubernetes-validations'] ?? []).some(({ message }) => message === undefined)
      ? 'no message'
      : undefined,
  'nothing is passed through unseen': ({ schema }) =>
    schema['x-kubernetes-preserve-unknown-fields'] !== undefined ||
    schema['x-kubernetes-embedded-resource'] !== undefined
      ? 'unknown fields are kept'
      : undefined,
};

/**
 * What the author of a run must not be able to say, at any depth. Each such field was a security
 * hole of a workflow engine once.
 */
const reserved =
  /^(image|command|args|env|envFrom|volumes?|podSpec\w*|podTemplate\w*|patch\w*|template|serviceAccount\w*|securityContext|namespace|nodeSelector|tolerations|affinity|hostNetwork|secret\w*|configMap\w*|url|uri|path)$/i;

/** lintCrd lists what is wrong as `path: rule (detail)`. */
export function lintCrd(crd: CustomResourceDefinition): readonly string[] {
  const { schema, subresources } = onlyVersion(crd);
  const root = schema.openAPIV3Schema;
  const findings = fieldsOf(root).flatMap((field) =>
    Object.entries(rules).flatMap(([rule, check]) => {
      const detail = check(field);
      return detail === undefined ? [] : [`${field.path}: ${rule} (${detail})`];
    }),
  );
  if (root.properties?.status === undefined) return findings;
  // A Pipeline is a definition: its status is a ledger, and nothing in it gets ready.
  const place = Object.keys(root.properties.status.properties ?? {}).indexOf('conditions');
  return [
    ...findings,
    ...(subresources?.status === undefined ? ['.status: it is a subresource'] : []),
    ...(place > 0 ? ['.status: conditions come first'] : []),
  ];
}

/** Paths of the fields of a run's spec by which its author could say more than parameters. */
export function passthroughFields(crd: CustomResourceDefinition): readonly string[] {
  const { openAPIV3Schema } = onlyVersion(crd).schema;
  return fieldsOf(openAPIV3Schema)
    .filter(({ path, name }) => path.startsWith('.spec') && reserved.test(name))
    .map(({ path }) => path);
}

/** fieldsOf walks a schema depth first. */
export function fieldsOf(schema: JsonSchema): readonly Field[] {
  return walk({ path: '', name: '', schema, parent: undefined });
}

function walk(field: Field): readonly Field[] {
  const { path, schema } = field;
  const properties = Object.entries(schema.properties ?? {}).map(([name, child]): Field => ({
    path: `${path}.${name}`,
    name,
    schema: child,
    parent: schema,
  }));
  const nested = [
    { child: schema.items, suffix: '[]' },
    { child: additional(schema), suffix: '{}' },
  ].flatMap(({ child, suffix }): Field[] =>
    child === undefined
      ? []
      : [{ path: `${path}${suffix}`, name: '', schema: child, parent: schema }],
  );
  return [field, ...[...properties, ...nested].flatMap(walk)];
}

function additional({ additionalProperties }: JsonSchema): JsonSchema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** Kubernetes itself describes the head of every object. */
function isOurs(path: string): boolean {
  return !/^\.(apiVersion|kind|metadata)$/.test(path);
}

function isString(schema: JsonSchema): boolean {
  return schema.type === 'string';
}

function isBoundedString({ maxLength, enum: values, format }: JsonSchema): boolean {
  return maxLength !== undefined || values !== undefined || format !== undefined;
}

function listMapProblem(schema: JsonSchema): string | undefined {
  const isObjects = schema.type === 'array' && schema.items?.type === 'object';
  const type = schema['x-kubernetes-list-type'];
  if (isObjects && type === 'set') return 'a set of objects';
  if (type !== 'map') return undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const missing = keys.filter((key) => schema.items?.required?.includes(key) !== true);
  if (keys.length === 0) return 'no keys';
  return missing.length === 0 ? undefined : `${missing.join(', ')} is not required`;
}
