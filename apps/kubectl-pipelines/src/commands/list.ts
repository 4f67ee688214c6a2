import type { StoredPipelineRun } from '@gho-platform/api';
import { apiVersion } from '@gho-platform/api';
import { isDone } from '@gho-platform/run-text';
import type { Command } from '../cli/command.ts';
import { exits } from '../cli/exit-codes.ts';
import { allNamespacesFlag } from '../cli/flags.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import type { Values } from '../cli/values.ts';
import { listRuns } from '../cluster/objects.ts';
import { runsTable } from '../view/runs-table.ts';

export const list: Command = {
  name: 'list',
  summary: 'Show runs as a table, the newest first',
  examples: ['list', 'list --active --all-namespaces', 'list --pipeline gho --limit 5'],
  positionals: [],
  flags: [
    allNamespacesFlag,
    { name: 'active', help: 'only runs that have not ended' },
    { name: 'pipeline', value: 'NAME', completes: 'pipeline', help: 'only runs of this Pipeline' },
    { name: 'limit', value: 'N', help: 'at most this many' },
  ],
  run: async (values, { terminal, nowMs, cluster: connect }) => {
    const limit = values.integer('limit', 1);
    const cluster = await connect();
    const withNamespace = values.has('all-namespaces');
    const found = await listRuns(cluster, withNamespace ? undefined : cluster.namespace);
    const chosen = found.filter((run) => isChosen(run, values)).slice(0, limit);
    const format = outputFormat(values);
    if (format !== undefined) {
      const object = { apiVersion, kind: 'PipelineRunList', items: chosen };
      terminal.line(objectText(object, format));
    } else if (chosen.length === 0) {
      const where = withNamespace ? 'any namespace' : `namespace ${cluster.namespace}`;
      terminal.note(`there are no such runs in ${where}`);
    } else {
      terminal.line(runsTable(chosen, { nowMs: nowMs(), withNamespace }));
    }
    return exits.ok;
  },
};

function isChosen(run: StoredPipelineRun, values: Values): boolean {
  const pipeline = values.text('pipeline') ?? run.spec.pipelineRef.name;
  return run.spec.pipelineRef.name === pipeline && !(values.has('active') && isDone(run));
}
