import { fileURLToPath } from 'node:url';

export interface ReplayConfig {
  readonly port: number;
  readonly dataFolder: string;
  /** Preferred first. */
  readonly pulls: readonly string[];
  readonly logLevel: string;
}

/** Newest first; each indicator is served from the first pull that has it. */
const recordedPulls = ['2026-06', '2025-11', 'export-mapped'];

/** Older answers, byte for byte but cut to five countries; served only when asked for by name. */
const samplePulls = ['verbatim/2021', 'verbatim/2019'];

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** readConfig throws one Error that names every wrong field. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): ReplayConfig {
  const problems: string[] = [];
  const { PORT = '8080', REPLAY_PULL = '2026-06', LOG_LEVEL = 'info' } = environment;
  if (!/^\d{1,5}$/.test(PORT) || Number(PORT) > 65_535) {
    problems.push(`PORT is "${PORT}", expected an integer from 0 up to 65535`);
  }
  const known = [...recordedPulls, ...samplePulls];
  if (!known.includes(REPLAY_PULL)) {
    problems.push(`REPLAY_PULL is "${REPLAY_PULL}", expected one of ${known.join(', ')}`);
  }
  if (!logLevels.includes(LOG_LEVEL)) {
    problems.push(`LOG_LEVEL is "${LOG_LEVEL}", expected one of ${logLevels.join(', ')}`);
  }
  if (problems.length > 0) {
    throw new Error(`configuration is invalid: ${problems.join('; ')}`);
  }
  return Object.freeze({
    port: Number(PORT),
    dataFolder: environment.REPLAY_DATA ?? fileURLToPath(new URL('../data', import.meta.url)),
    pulls: [REPLAY_PULL, ...recordedPulls.filter((pull) => pull !== REPLAY_PULL)],
    logLevel: LOG_LEVEL,
  });
}
