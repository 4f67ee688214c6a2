import { compile } from 'json-schema-to-typescript';
import { format } from 'prettier';
import { parse, stringify } from 'yaml';
import { typeSchema } from './crd-schema.ts';
import type { CustomResourceDefinition, JsonSchema } from './crd-schema.ts';

/** parseCrd reads one CRD. Anchors are expanded, so no two places share an object. */
export function parseCrd(yaml: string): CustomResourceDefinition {
  return JSON.parse(JSON.stringify(parse(yaml))) as CustomResourceDefinition;
}

/**
 * TypeScript of one CRD in both views. Everything is readonly: what comes from a cache or the API
 * server is shared and must not be changed in place.
 */
export async function typesFile(yaml: string, source: string): Promise<string> {
  const crd = parseCrd(yaml);
  const written = await interfaces(typeSchema(crd, 'written'));
  const stored = await interfaces(typeSchema(crd, 'stored'));
  return [
    `// DO NOT EDIT: made from ${source} by "npm run generate -w crds".`,
    `import type { ObjectMeta, StoredObjectMeta } from '../object-meta.ts';`,
    '',
    written,
    '// As stored: properties with a default are always there.',
    '',
    stored,
  ].join('\n');
}

/**
 * The chart's copy of a CRD: the same object without YAML anchors. Helm and kubectl read YAML 1.1, where
 * a bare `on` means true, so that such words are quoted.
 */
export async function chartCopy(yaml: string, source: string): Promise<string> {
  const text = stringify(parseCrd(yaml), {
    aliasDuplicateObjects: false,
    lineWidth: 100,
    version: '1.1',
  });
  const header = `# DO NOT EDIT: made from ${source} by "npm run generate -w crds".\n`;
  return format(header + text, { parser: 'yaml', printWidth: 100, singleQuote: true });
}

async function interfaces(schema: JsonSchema): Promise<string> {
  const text = await compile(schema as Parameters<typeof compile>[0], schema.title ?? '', {
    bannerComment: '',
    format: true,
    style: { printWidth: 100, singleQuote: true, semi: true, trailingComma: 'all' },
  });
  return readonlyInterfaces(text);
}

/** Adds `readonly` to properties and arrays; the generator has no option for it. */
export function readonlyInterfaces(text: string): string {
  return text
    .replaceAll(/^(\s+)([A-Za-z][A-Za-z0-9]*\??: |\[k: string\]: )/gm, '$1readonly $2')
    .replaceAll(/: ([A-Za-z][A-Za-z0-9]*)\[\];/g, ': readonly $1[];');
}
