/** Config is everything that may differ between two installations. */
export interface Config {
  /** Namespaces whose runs are executed. Empty means all. */
  readonly namespaces: readonly string[];
  readonly podName: string;
  readonly podNamespace: string;
  readonly leaseName: string;
  readonly metricsPort: number;
  readonly healthPort: number;
  /** How many runs are worked on at the same time. */
  readonly workers: number;
  /** Requests to the API server a second, in the long run and at once. */
  readonly apiRate: { readonly perSecond: number; readonly burst: number };
  readonly logLevel: LogLevel;
  /** Whether the admission policy that vouches for approvals is installed; the chart says so. */
  readonly trustsApprovals: boolean;
}

const logLevels = ['debug', 'info', 'warn', 'error'] as const;

const approvals = ['Trusted', 'Ignored'] as const;

export type LogLevel = (typeof logLevels)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

/** ConfigError lists everything that is wrong with the environment at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`read configuration: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

const objectName = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/**
 * Reads the configuration from the environment. Throws ConfigError. Where the API server is
 * follows from KUBECONFIG or the pod's service account, as for any Kubernetes client.
 */
export function readConfig(env: Environment): Config {
  const reader = new Reader(env);
  const config: Config = {
    namespaces: reader.names('WATCH_NAMESPACE'),
    podName: reader.name('POD_NAME', undefined),
    podNamespace: reader.name('POD_NAMESPACE', undefined),
    leaseName: reader.name('LEASE_NAME', 'gho-platform-operator'),
    metricsPort: reader.integer('METRICS_PORT', { fallback: 8080, least: 0, greatest: 65_535 }),
    healthPort: reader.integer('HEALTH_PORT', { fallback: 8081, least: 0, greatest: 65_535 }),
    workers: reader.integer('WORKERS', { fallback: 16, least: 1, greatest: 256 }),
    apiRate: {
      perSecond: reader.integer('API_QPS', { fallback: 500, least: 1, greatest: 10_000 }),
      burst: reader.integer('API_BURST', { fallback: 1000, least: 1, greatest: 10_000 }),
    },
    logLevel: reader.oneOf('LOG_LEVEL', logLevels, 'info'),
    trustsApprovals: reader.oneOf('APPROVALS', approvals, 'Ignored') === 'Trusted',
  };
  reader.finish();
  return Object.freeze(config);
}

interface Bounds {
  readonly fallback: number;
  readonly least: number;
  readonly greatest: number;
}

class Reader {
  readonly #env: Environment;
  readonly #problems: string[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  name(variable: string, fallback: string | undefined): string {
    const value = this.#text(variable) ?? fallback;
    if (value === undefined) {
      this.#problems.push(`${variable} is missing`);
      return '';
    }
    this.#checkName(variable, value);
    return value;
  }

  names(variable: string): readonly string[] {
    const values = (this.#text(variable) ?? '').split(',').map((value) => value.trim());
    const given = [...new Set(values.filter((value) => value !== ''))];
    for (const value of given) this.#checkName(variable, value);
    return given;
  }

  integer(variable: string, { fallback, least, greatest }: Bounds): number {
    const text = this.#text(variable);
    if (text === undefined) return fallback;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= greatest) return value;
    this.#problems.push(`${variable} "${text}" must be an integer from ${least} to ${greatest}`);
    return fallback;
  }

  oneOf<T extends string>(variable: string, allowed: readonly T[], fallback: T): T {
    const text = this.#text(variable);
    const value = allowed.find((one) => one === text);
    if (text !== undefined && value === undefined) {
      this.#problems.push(`${variable} "${text}" must be one of ${allowed.join(', ')}`);
    }
    return value ?? fallback;
  }

  finish(): void {
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
  }

  #text(variable: string): string | undefined {
    const value = this.#env[variable]?.trim();
    return value === '' ? undefined : value;
  }

  #checkName(variable: string, value: string): void {
    if (value.length <= 253 && objectName.test(value)) return;
    this.#problems.push(`${variable} "${value}" must be the name of a Kubernetes object`);
  }
}
