import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';
import { names } from './required-names.ts';

it('knows every name of the client that the base class of the operator uses', async () => {
  const file = createRequire(import.meta.url).resolve('@dot-i/k8s-operator');
  const text = await readFile(file, 'utf8');
  const used = [...text.matchAll(/(?<!\.)\b(?:k8s|client_node_1)\.(\w+)/g)].map(
    ([, name]) => name ?? '',
  );
  expect([...new Set(used)].sort()).toEqual(names);
});
