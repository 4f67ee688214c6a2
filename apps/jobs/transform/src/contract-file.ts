import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  contractProblems,
  contractSetProblems,
  replaceContracts,
  type QualityContract,
} from '@gho-platform/quality';
import { ConfigurationError } from '@gho-platform/stage-kit';
import { Ajv, type ErrorObject } from 'ajv';
import { parse } from 'yaml';
import { contractSchema } from './contract-schema.ts';

const validate = new Ajv({
  allErrors: true,
  verbose: true,
  discriminator: true,
  // Properties of checks are declared in the branches of oneOf, required ones beside it.
  strict: true,
  strictTypes: false,
  strictRequired: false,
}).compile<QualityContract>(contractSchema);

/**
 * loadContracts reads the contracts in a folder and those in files of one's own. Each of these takes the
 * place of the contract for the same data set, or is added. Problems between contracts become one
 * ConfigurationError.
 */
export async function loadContracts(
  folder: string,
  ownPaths: readonly string[],
): Promise<readonly QualityContract[]> {
  const paths = (await listContracts(folder)).map((name) => join(folder, name));
  const builtIn = await Promise.all(paths.map(loadContract));
  const own = await Promise.all(ownPaths.map(loadContract));
  const contracts = replaceContracts(builtIn, own);
  const problems = contractSetProblems(contracts);
  if (problems.length > 0) {
    const sources = [folder, ...ownPaths].join(', ');
    throw new ConfigurationError(
      `quality contracts of ${sources} do not fit together: ${problems.join('; ')}`,
    );
  }
  return contracts;
}

async function listContracts(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  } catch (cause) {
    throw new ConfigurationError(`could not read folder ${folder} of quality contracts`, { cause });
  }
}

/** loadContract reads a contract file; every problem of it becomes one ConfigurationError. */
export async function loadContract(path: string): Promise<QualityContract> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ConfigurationError(`could not read quality contract ${path}`, { cause });
  }
  return parseContract(text, path);
}

/** parseContract turns YAML into a contract that can be evaluated. */
export function parseContract(text: string, path: string): QualityContract {
  const contract = parseYaml(text, path);
  if (!validate(contract)) {
    throw invalid(path, (validate.errors ?? []).map(describe));
  }
  const problems = contractProblems(contract);
  if (problems.length > 0) {
    throw invalid(path, problems);
  }
  return contract;
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`quality contract ${path} is not YAML: ${message}`, { cause });
  }
}

function invalid(path: string, problems: readonly string[]): ConfigurationError {
  return new ConfigurationError(`quality contract ${path} is invalid: ${problems.join('; ')}`);
}

/** describe names the field, its value and what is allowed. */
function describe(error: ErrorObject): string {
  const place = error.instancePath.slice(1).replaceAll('/', '.') || 'contract';
  const value = JSON.stringify(error.data).slice(0, 80);
  const parameters: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'enum':
      return `${place} is ${value}, allowed: ${listOf(parameters.allowedValues)}`;
    case 'required':
      return `${place}.${String(parameters.missingProperty)} is missing`;
    case 'additionalProperties':
      return `${place}.${String(parameters.additionalProperty)} is not known there`;
    case 'discriminator':
      return `${place}.type is ${JSON.stringify(parameters.tagValue)}, allowed: ${allowedTypes}`;
    default:
      return `${place} is ${value}, it ${error.message ?? 'is invalid'}`;
  }
}

const allowedTypes = contractSchema.properties.checks.items.oneOf
  .map(({ properties }) => properties.type.const)
  .join(', ');

function listOf(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : String(values);
}
