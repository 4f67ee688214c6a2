import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Requests by what was asked, such as `create jobs` or `update pipelineruns/status`. */
export type RequestCounts = ReadonlyMap<string, number>;

/** AuditLog is where the API server notes the requests of some users. */
export interface AuditLog {
  /** For the arguments of the API server. */
  readonly arguments: readonly string[];
  /** By user; complete once the API server has stopped. */
  readonly read: () => Promise<ReadonlyMap<string, RequestCounts>>;
}

interface AuditEvent {
  readonly user: { readonly username: string };
  readonly verb: string;
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string };
}

/** prepareAudit writes a policy that notes every request of some users, and nothing of anybody else. */
export async function prepareAudit(users: readonly string[], scratch: string): Promise<AuditLog> {
  const policyFile = join(scratch, 'audit-policy.yaml');
  const logFile = join(scratch, 'audit.log');
  // The API server adds to a log that is there.
  await rm(logFile, { force: true });
  const rule = { level: 'Metadata', users, omitStages: ['RequestReceived'] };
  const rules = [rule, { level: 'None' }];
  await writeFile(
    policyFile,
    JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }),
  );
  return {
    arguments: [
      `--audit-policy-file=${policyFile}`,
      `--audit-log-path=${logFile}`,
      // In the background, so that the log does not slow down what it counts.
      '--audit-log-mode=batch',
      // In MB: thousands of runs make more than the 100 after which it would begin a new file.
      '--audit-log-maxsize=100000',
    ],
    read: () => countRequests(logFile),
  };
}

async function countRequests(logFile: string): Promise<ReadonlyMap<string, RequestCounts>> {
  const byUser = new Map<string, Map<string, number>>();
  for await (const line of createInterface({ input: createReadStream(logFile) })) {
    const event = JSON.parse(line) as AuditEvent;
    const { username } = event.user;
    const counts = byUser.get(username) ?? new Map<string, number>();
    const request = requestIn(event);
    byUser.set(username, counts.set(request, (counts.get(request) ?? 0) + 1));
  }
  return byUser;
}

/** requestIn names what was asked. */
export function requestIn({ verb, objectRef = {} }: Omit<AuditEvent, 'user'>): string {
  const { resource = 'nothing', subresource } = objectRef;
  return `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
}

const writes = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** The lease is renewed all the time, however many runs there are, and watches stay open. */
const notPerRun = /^\w+ leases$|^watch /;

/** perRun divides counts by the number of runs, or of whatever else: writes, then reads, each by what was asked. */
export function perRun(
  counts: RequestCounts,
  runs: number,
): { readonly writes: ReadonlyMap<string, number>; readonly reads: ReadonlyMap<string, number> } {
  const divided = [...counts]
    .filter(([request]) => !notPerRun.test(request))
    .map(([request, count]) => [request, count / runs] as const)
    .toSorted(([one], [other]) => one.localeCompare(other));
  const isWrite = (request: string): boolean => writes.includes(request.split(' ')[0] ?? '');
  return {
    writes: new Map(divided.filter(([request]) => isWrite(request))),
    reads: new Map(divided.filter(([request]) => !isWrite(request))),
  };
}
