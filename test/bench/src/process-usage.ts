import { readdir, readFile } from 'node:fs/promises';

/** Usage is what a process took so far. */
export interface Usage {
  readonly cpuSeconds: number;
  /** Most memory that it ever held, in MiB. */
  readonly peakMiB: number;
}

/** The kernel counts CPU time in hundredths of a second, on every architecture that Node.js runs on. */
const ticksPerSecond = 100;

/** usageOf reads what a process took; undefined when there is no such process. */
export async function usageOf(pid: number): Promise<Usage | undefined> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/status`, 'utf8'),
    ]);
    return { cpuSeconds: cpuSecondsIn(stat), peakMiB: peakMiBIn(status) };
  } catch {
    return undefined;
  }
}

/** cpuSecondsIn reads the time in user mode and in the kernel from /proc/PID/stat. */
export function cpuSecondsIn(stat: string): number {
  // The second field, the name, is in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** peakMiBIn reads the high-water mark of resident memory from /proc/PID/status. */
export function peakMiBIn(status: string): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) throw new Error('read /proc/PID/status: VmHWM is missing');
  return Number(kibibytes) / 1024;
}

/** componentUsage reads what each part of the cluster whose files are in `folder` took, by program. */
export async function componentUsage(folder: string): Promise<ReadonlyMap<string, Usage>> {
  const usages = new Map<string, Usage>();
  for (const entry of (await readdir('/proc')).filter((one) => /^\d+$/.test(one))) {
    const words = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    const [program = '', ...rest] = words.split('\0');
    const usage = rest.some((word) => word.includes(`${folder}/`))
      ? await usageOf(Number(entry))
      : undefined;
    if (usage !== undefined) usages.set(program.slice(program.lastIndexOf('/') + 1), usage);
  }
  return usages;
}
