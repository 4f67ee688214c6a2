import { readFile } from 'node:fs/promises';

/** documentedSql returns the blocks of SQL on a page of docs/, in their order. */
export async function documentedSql(page: string): Promise<string[]> {
  const text = await readFile(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```sql\n(.*?)^```$/gms)].map(([, block = '']) => block);
}

/** statementsOf splits a block, since CREATE DATABASE accepts no company. */
export function statementsOf(block: string): string[] {
  return block.split(/;\n/).filter((statement) => statement.trim() !== '');
}
