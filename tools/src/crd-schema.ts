/**
 * The pre-pass between a CRD and json-schema-to-typescript: names every object by its path and
 * turns what Kubernetes says in its own dialect into what the generator understands.
 */

/** JsonSchema is the part of a structural schema that the tools look at. */
export interface JsonSchema {
  type?: string;
  format?: string;
  title?: string;
  description?: string;
  default?: string | number | boolean | Record<string, never>;
  enum?: string[];
  pattern?: string;
  required?: string[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  maxProperties?: number;
  minimum?: number;
  maximum?: number;
  anyOf?: JsonSchema[];
  /** Verbatim TypeScript; read by json-schema-to-typescript. */
  tsType?: string;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-validations'?: { rule: string; message?: string; fieldPath?: string }[];
}

/** CustomResourceDefinition is the part of a CRD that the tools look at. */
export interface CustomResourceDefinition {
  metadata: { name: string };
  spec: {
    group: string;
    names: { kind: string };
    versions: {
      name: string;
      subresources?: { status?: object };
      schema: { openAPIV3Schema: JsonSchema };
    }[];
  };
}

/**
 * View is one reading of the API. `written` is what an author may leave out; `stored` is what
 * anybody reads back, after the API server filled in the defaults.
 */
export type View = 'written' | 'stored';

/** The one version of a CRD; throws when there is another number of them. */
export function onlyVersion(
  crd: CustomResourceDefinition,
): CustomResourceDefinition['spec']['versions'][number] {
  const [version, ...others] = crd.spec.versions;
  if (version === undefined || others.length > 0) {
    throw new Error(`expected one version in ${crd.metadata.name}`);
  }
  return version;
}

/** A schema of the whole object, titled and simplified for `view`. */
export function typeSchema(crd: CustomResourceDefinition, view: View): JsonSchema {
  const version = onlyVersion(crd);
  const kind = crd.spec.names.kind;
  const source = structuredClone(version.schema.openAPIV3Schema);
  const name = view === 'stored' ? `Stored${kind}` : kind;
  const schema = objectSchema(source, { name: kind, view });
  return {
    ...schema,
    title: name,
    required: ['apiVersion', 'kind', 'metadata', ...(source.required ?? [])],
    properties: {
      ...schema.properties,
      apiVersion: { tsType: `'${crd.spec.group}/${version.name}'` },
      kind: { tsType: `'${kind}'` },
      metadata: { tsType: view === 'stored' ? 'StoredObjectMeta' : 'ObjectMeta' },
    },
  };
}

interface Position {
  /** Name of the type in the `written` view. */
  readonly name: string;
  readonly view: View;
}

function simplify(schema: JsonSchema, at: Position): JsonSchema {
  const description = schema.description === undefined ? {} : { description: schema.description };
  if (schema['x-kubernetes-int-or-string'] === true) {
    return { tsType: 'number | string', ...description };
  }
  if (schema.type === 'array' && schema.items !== undefined) {
    const items = simplify(schema.items, { ...at, name: singular(at.name) });
    return { type: 'array', items, ...description };
  }
  if (schema.type === 'object') {
    return { ...objectSchema(schema, at), ...description };
  }
  const type = schema.type === undefined ? {} : { type: schema.type };
  return { ...type, ...(schema.enum === undefined ? {} : { enum: schema.enum }), ...description };
}

function objectSchema(schema: JsonSchema, at: Position): JsonSchema {
  if (typeof schema.additionalProperties === 'object') {
    return { type: 'object', additionalProperties: simplify(schema.additionalProperties, at) };
  }
  const same = at.view === 'stored' && !hasDefaults(schema);
  if (same) return { tsType: at.name };
  const properties = Object.entries(schema.properties ?? {});
  return {
    type: 'object',
    title: at.view === 'stored' ? `Stored${at.name}` : at.name,
    required: properties
      .filter(([key, value]) => isRequired(schema, { key, value, view: at.view }))
      .map(([key]) => key),
    properties: Object.fromEntries(
      properties.map(([key, value]) => [
        key,
        simplify(value, { ...at, name: at.name + capital(key) }),
      ]),
    ),
    additionalProperties: false,
  };
}

function isRequired(
  parent: JsonSchema,
  property: { readonly key: string; readonly value: JsonSchema; readonly view: View },
): boolean {
  if (parent.required?.includes(property.key) === true) return true;
  return property.view === 'stored' && property.value.default !== undefined;
}

/** Whether reading a value of this schema back differs from writing it. */
function hasDefaults(schema: JsonSchema): boolean {
  const children = Object.values(schema.properties ?? {});
  if (schema.items !== undefined) children.push(schema.items);
  return children.some((child) => child.default !== undefined || hasDefaults(child));
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function singular(word: string): string {
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
