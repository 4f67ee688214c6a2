/** StageMoments is what the log of one container of a stage says, in milliseconds since 1970. */
export interface StageMoments {
  readonly stage: string;
  /** When the kernel started its process. */
  readonly processMs: number;
  /** When everything that it needs was loaded. */
  readonly readyMs: number;
  readonly endMs: number;
}

/** StageTime is where the time of a stage went, in milliseconds. */
export interface StageTime {
  readonly stage: string;
  /** From the end of the stage before, or the creation of the run, to the first process. */
  readonly schedulingMs: number;
  /** From then until the first of its processes had loaded what it needs. */
  readonly startUpMs: number;
  /** From then to the end of its last process. */
  readonly workMs: number;
}

interface LogLine {
  readonly time?: string;
  readonly msg?: string;
  readonly startupMs?: number;
}

/**
 * momentsOf reads the log of a stage that succeeded. It throws when a line is missing: by which image
 * of the platform the log was written then has to be looked into.
 */
export function momentsOf(stage: string, log: string): StageMoments {
  const lines = log.split('\n').flatMap((text) => parsed(text) ?? []);
  const started = lineOf(lines, 'Started stage', stage);
  const finished = lineOf(lines, 'Finished stage', stage);
  // Python loads a stage's libraries after the start, so that a signal finds a handler.
  const loaded = lines.find(({ msg }) => msg === 'Loaded stage') ?? started;
  if (started.startupMs === undefined) {
    throw new Error(`stage ${stage}: "Started stage" has no startupMs; build the image again`);
  }
  const startedMs = Date.parse(started.time ?? '');
  return {
    stage,
    processMs: startedMs - started.startupMs,
    readyMs: Date.parse(loaded.time ?? ''),
    endMs: Date.parse(finished.time ?? ''),
  };
}

/** stageTimes puts stages one after the other; each may have several containers, which are its shards. */
export function stageTimes(
  createdMs: number,
  stages: readonly string[],
  moments: readonly StageMoments[],
): readonly StageTime[] {
  let before = createdMs;
  return stages.map((stage) => {
    const own = moments.filter((one) => one.stage === stage);
    if (own.length === 0) throw new Error(`stage ${stage} has no container that succeeded`);
    const processMs = Math.min(...own.map((one) => one.processMs));
    const readyMs = Math.min(...own.map((one) => one.readyMs));
    const endMs = Math.max(...own.map((one) => one.endMs));
    const schedulingMs = processMs - before;
    before = endMs;
    return { stage, schedulingMs, startUpMs: readyMs - processMs, workMs: endMs - readyMs };
  });
}

function lineOf(lines: readonly LogLine[], msg: string, stage: string): LogLine {
  const found = lines.find((line) => line.msg === msg);
  if (found === undefined) throw new Error(`stage ${stage}: its log has no line "${msg}"`);
  return found;
}

/** Libraries write lines of their own now and then. */
function parsed(text: string): LogLine | undefined {
  try {
    return text.startsWith('{') ? (JSON.parse(text) as LogLine) : undefined;
  } catch {
    return undefined;
  }
}
