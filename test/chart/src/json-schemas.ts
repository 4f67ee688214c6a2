/** A JSON schema, as loose as OpenAPI documents are. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

export interface OpenApi {
  readonly definitions: Readonly<Record<string, Schema>>;
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const reference = '#/definitions/';

/**
 * kubernetesSchemas makes one strict, self-contained schema of each kind in Kubernetes' own OpenAPI
 * document, by the file name under which kubeconform looks for it.
 */
export function kubernetesSchemas({ definitions }: OpenApi): Map<string, Schema> {
  const schemas = new Map<string, Schema>();
  for (const [name, definition] of Object.entries(definitions)) {
    const kinds = definition['x-kubernetes-group-version-kind'] as GroupVersionKind[] | undefined;
    const [kind, ...others] = kinds ?? [];
    // Types that belong to many groups, such as DeleteOptions, are no objects of a manifest.
    if (kind === undefined || others.length > 0) continue;
    schemas.set(fileName(kind), selfContained(name, definitions));
  }
  return schemas;
}

interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

/** customSchemas makes the same of a CustomResourceDefinition. */
export function customSchemas(definition: unknown): Map<string, Schema> {
  const { group, names, versions } = (definition as CustomResourceDefinition).spec;
  return new Map(
    versions.map(({ name: version, schema }) => [
      fileName({ group, version, kind: names.kind }),
      strict({
        ...schema.openAPIV3Schema,
        properties: { ...schema.openAPIV3Schema.properties, metadata: { type: 'object' } },
      }),
    ]),
  );
}

/** Pattern of fileName in kubeconform's template language. */
export const fileNameTemplate = '{{ .ResourceKind }}{{ .KindSuffix }}.json';

/** kubeconform shortens the group to its first word: `deployment-apps-v1.json`. */
function fileName({ group, version, kind }: GroupVersionKind): string {
  const parts = [kind, group.split('.')[0] ?? '', version].filter((part) => part !== '');
  return `${parts.join('-').toLowerCase()}.json`;
}

function selfContained(name: string, definitions: OpenApi['definitions']): Schema {
  const reached = new Map<string, Schema>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const definition = definitions[next];
    if (definition === undefined || reached.has(next)) continue;
    reached.set(next, strict(definition));
    pending.push(...referencesOf(definition));
  }
  return { $ref: `${reference}${name}`, definitions: Object.fromEntries(reached) };
}

function referencesOf(schema: Schema): string[] {
  const own = schema.$ref === undefined ? [] : [schema.$ref.slice(reference.length)];
  return [...own, ...childrenOf(schema).flatMap(referencesOf)];
}

function childrenOf({ properties, items, additionalProperties }: Schema): Schema[] {
  return [
    ...Object.values(properties ?? {}),
    ...(items === undefined ? [] : [items]),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
  ];
}

/** strict refuses unknown fields, as the API server does, and knows its two text-or-number types. */
export function strict(schema: Schema): Schema {
  const { items, properties, additionalProperties } = schema;
  if (isTextOrNumber(schema)) return { type: ['string', 'number'] as unknown as string };
  return {
    ...schema,
    ...(items === undefined ? {} : { items: strict(items) }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: strict(additionalProperties) }
      : {}),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, child]) => [name, strict(child)]),
          ),
          additionalProperties: additionalProperties ?? false,
        }),
  };
}

function isTextOrNumber(schema: Schema): boolean {
  const description = typeof schema.description === 'string' ? schema.description : '';
  return (
    schema.format === 'int-or-string' ||
    schema['x-kubernetes-int-or-string'] === true ||
    description.startsWith('Quantity is a fixed-point representation')
  );
}
