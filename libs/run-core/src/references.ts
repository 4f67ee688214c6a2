/** Reference is what a `$(...)` in an env value or an argument may name. */
export type Reference =
  | { readonly kind: 'Parameter'; readonly name: string }
  | { readonly kind: 'Run'; readonly field: 'name' | 'uid' | 'namespace' }
  | { readonly kind: 'Outcome'; readonly field: 'outcome' | 'reason' | 'failedStage' }
  | { readonly kind: 'Output'; readonly stage: string; readonly output: string };

const forms: readonly {
  readonly pattern: RegExp;
  readonly read: (first: string, second: string) => Reference;
}[] = [
  {
    pattern: /^parameters\.([A-Za-z][A-Za-z0-9]*)$/,
    read: (name) => ({ kind: 'Parameter', name }),
  },
  {
    pattern: /^run\.(name|uid|namespace)$/,
    read: (field) => ({ kind: 'Run', field: field as 'name' | 'uid' | 'namespace' }),
  },
  {
    pattern: /^run\.(outcome|reason|failedStage)$/,
    read: (field) => ({
      kind: 'Outcome',
      field: field as 'outcome' | 'reason' | 'failedStage',
    }),
  },
  {
    pattern: /^stages\.([a-z][-a-z0-9]*)\.outputs\.([A-Za-z][A-Za-z0-9]*)$/,
    read: (stage, output) => ({ kind: 'Output', stage, output }),
  },
];

/** parseReference is undefined for a name that means nothing. */
export function parseReference(name: string): Reference | undefined {
  for (const { pattern, read } of forms) {
    const match = pattern.exec(name);
    if (match !== null) return read(match[1] ?? '', match[2] ?? '');
  }
  return undefined;
}
