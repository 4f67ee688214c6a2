import { stringify } from 'yaml';
import type { Values } from './values.ts';

/** outputFormat is what -o asks for; undefined means text. */
export function outputFormat(values: Values): 'json' | 'yaml' | undefined {
  const output = values.text('output');
  return output === 'json' || output === 'yaml' ? output : undefined;
}

/** objectText is an object as JSON or YAML, without a line break at its end. */
export function objectText(object: unknown, format: 'json' | 'yaml'): string {
  if (format === 'json') return JSON.stringify(object, undefined, 2);
  return stringify(object, { lineWidth: 0 }).trimEnd();
}

/** streamText is one of several objects: JSON on a line of its own, YAML as a document. */
export function streamText(object: unknown, format: 'json' | 'yaml'): string {
  return format === 'json' ? JSON.stringify(object) : `---\n${objectText(object, format)}`;
}
