import type { PipelineRun } from '@gho-platform/api';
import { describeStage } from '@gho-platform/run-text';
import type { Kubectl } from './kubectl.ts';
import type { Target } from './target.ts';

const partitionsSql = `
select 'y' || year as partition, count(*) as rows
from warehouse.fact_observation
group by year
order by year desc
limit 12`;

const regionsSql = `
select who_region_code as region, who_region_name as name, year, countries,
       round(life_expectancy_mean::numeric, 1) as life_expectancy
from analytics.life_expectancy_by_region
where sex = 'both' and year in (select max(year) - n from analytics.life_expectancy_by_region, generate_series(0, 20, 10) n group by n)
order by region, year`;

/** report is what a user wants to see after a run: in data terms, from the real stores. */
export async function report(target: Target, kubectl: Kubectl, run: PipelineRun): Promise<string> {
  const name = run.metadata.name ?? '';
  return [
    section('kubectl get pipelineruns', await kubectl.text('get', 'pipelineruns')),
    section('Stages', stagesText(run)),
    section('Rows by year partition (the latest twelve)', await sql(kubectl, partitionsSql)),
    section('Life expectancy by WHO region', await sql(kubectl, regionsSql)),
    section('Model', modelText(run)),
    section('Look further', await furtherText(target, kubectl, name)),
  ].join('\n');
}

function section(title: string, text: string): string {
  return `\n${title}\n${'-'.repeat(title.length)}\n${text.trimEnd()}\n`;
}

function stagesText(run: PipelineRun): string {
  return (run.status?.stages ?? []).map(describeStage).join('\n');
}

function modelText(run: PipelineRun): string {
  const model = run.status?.stages?.map((stage) => stage.model).find((each) => each !== undefined);
  if (model === undefined) return 'no model was registered';
  const lines = (model.metrics ?? []).map(
    ({ name, value, baseline }) =>
      `${name.padEnd(8)} ${value.padStart(8)}   baseline ${baseline ?? 'none'}`,
  );
  const rank = model.champion === true ? 'champion' : 'challenger';
  return [`${model.name} version ${model.version}, ${rank}`, ...lines].join('\n');
}

async function sql(kubectl: Kubectl, statement: string): Promise<string> {
  const outcome = await kubectl.attempt(
    'exec',
    'statefulset/postgres',
    '--',
    'psql',
    '--no-psqlrc',
    '--dbname=gho',
    '--pset=footer=off',
    `--command=${statement}`,
  );
  return outcome.exitCode === 0 ? outcome.stdout : `not available: ${outcome.output.trim()}`;
}

async function furtherText(target: Target, kubectl: Kubectl, name: string): Promise<string> {
  return [
    `export KUBECONFIG=${target.kubeconfig} PATH=${target.programs}:$PATH`,
    `kubectl -n ${kubectl.namespace} describe pipelinerun ${name}`,
    `kubectl -n ${kubectl.namespace} logs -l pipelines.gho-platform.dev/run=${name} --tail=-1`,
    `kubectl -n ${kubectl.namespace} exec -it statefulset/postgres -- psql gho`,
    await mlflowText(kubectl),
    'make down   # stops everything',
  ].join('\n');
}

/** The MLflow page, by its node port where there is one. */
async function mlflowText(kubectl: Kubectl): Promise<string> {
  const service = await kubectl.json<{ spec: { ports: { nodePort?: number }[] } }>(
    'get',
    'service',
    'mlflow',
  );
  const port = service.spec.ports[0]?.nodePort;
  if (port === undefined) {
    return `kubectl -n ${kubectl.namespace} port-forward service/mlflow 5000   # then http://localhost:5000`;
  }
  const nodes = await kubectl.json<{
    items: { status: { addresses: { type: string; address: string }[] } }[];
  }>('get', 'nodes');
  const address = nodes.items[0]?.status.addresses.find(({ type }) => type === 'InternalIP');
  return `http://${address?.address ?? 'NODE'}:${port}   # MLflow`;
}
