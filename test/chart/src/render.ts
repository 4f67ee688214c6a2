import { parseAllDocuments } from 'yaml';
import { runProgram } from './programs.ts';

/** KubeObject is what the rules look at; the API server knows the rest. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly rules?: readonly PolicyRule[];
  readonly automountServiceAccountToken?: boolean;
}

export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** Values files from the workspace root, and single values as `--set-json` takes them. */
export interface Values {
  readonly files?: readonly string[];
  readonly set?: Readonly<Record<string, unknown>>;
}

export const chart = 'helm/gho-platform';

/** Values files that people install with; each must pass every rule. */
export const valueSets: Readonly<Record<string, Values>> = {
  minimal: { files: [`${chart}/ci/minimal-values.yaml`] },
  local: { files: ['environments/local.yaml'] },
  dev: { files: ['environments/dev.yaml'] },
  staging: { files: ['environments/staging.yaml'] },
  prod: { files: ['environments/prod.yaml'] },
};

export function helmArguments({ files = [], set = {} }: Values): string[] {
  return [
    ...files.flatMap((file) => ['--values', file]),
    ...Object.entries(set).flatMap(([path, value]) => [
      '--set-json',
      `${path}=${JSON.stringify(value)}`,
    ]),
  ];
}

/** renderText is `helm template` in the default namespace of the platform; it rejects what helm refuses. */
export async function renderText(values: Values): Promise<string> {
  const { exitCode, stdout, output } = await runProgram('helm', [
    'template',
    'gho-platform',
    chart,
    '--namespace',
    'gho-platform',
    ...helmArguments(values),
  ]);
  if (exitCode !== 0) throw new Error(output.trim());
  return stdout;
}

export async function render(values: Values): Promise<KubeObject[]> {
  return parseObjects(await renderText(values));
}

export function parseObjects(text: string): KubeObject[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as KubeObject | null)
    .filter((object) => object !== null);
}

export function ofKind(objects: readonly KubeObject[], ...kinds: readonly string[]): KubeObject[] {
  return objects.filter(({ kind }) => kinds.includes(kind));
}
