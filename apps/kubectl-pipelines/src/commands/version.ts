import { apiVersion, group } from '@gho-platform/api';
import { ApiError } from '@gho-platform/kube';
import type { Command } from '../cli/command.ts';
import { exits } from '../cli/exit-codes.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import { pluginVersion } from '../cli/version.ts';
import type { Cluster } from '../cluster/cluster.ts';

export const version: Command = {
  name: 'version',
  summary: 'Show the version of the plugin and what the cluster serves',
  examples: ['version', 'version --client'],
  positionals: [],
  flags: [{ name: 'client', help: 'do not ask the cluster' }],
  run: async (values, { terminal, cluster: connect }) => {
    const client = { version: pluginVersion, apiVersion, node: process.versions.node };
    const server = values.has('client') ? undefined : await serverVersion(await connect());
    const format = outputFormat(values);
    if (format !== undefined) {
      terminal.line(objectText({ client, ...(server === undefined ? {} : { server }) }, format));
      return exits.ok;
    }
    terminal.line(`client ${client.version}, speaks ${apiVersion}, Node.js ${client.node}`);
    if (server !== undefined) terminal.line(serverText(server));
    return exits.ok;
  },
};

interface ServerVersion {
  readonly kubernetes: string;
  /** Versions of the platform's API; empty where it is not installed. */
  readonly served: readonly string[];
}

async function serverVersion({ transport }: Cluster): Promise<ServerVersion> {
  const read = async (path: string): Promise<unknown> => {
    const { status, body, retryAfterMs } = await transport.send({ method: 'GET', path });
    if (status === 404) return undefined;
    if (status === 200) return body;
    throw new ApiError(`get ${path}: status ${status}`, {
      status,
      reason: 'Unknown',
      retryAfterMs,
    });
  };
  const kubernetes = (await read('/version')) as { gitVersion?: string } | undefined;
  const served = (await read(`/apis/${group}`)) as
    { versions?: readonly { groupVersion: string }[] } | undefined;
  return {
    kubernetes: kubernetes?.gitVersion ?? 'unknown',
    served: (served?.versions ?? []).map(({ groupVersion }) => groupVersion),
  };
}

function serverText({ kubernetes, served }: ServerVersion): string {
  const api = served.length === 0 ? `does not serve ${group}` : `serves ${served.join(', ')}`;
  return `server Kubernetes ${kubernetes}, ${api}`;
}
