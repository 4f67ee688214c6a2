import { kubectl } from './world.ts';

/** query runs SQL in the warehouse's own container and returns the rows as arrays of text. */
export async function query(sql: string): Promise<readonly (readonly string[])[]> {
  const output = await kubectl.text(
    'exec',
    'statefulset/postgres',
    '--',
    'psql',
    '--no-psqlrc',
    '--dbname=gho',
    '--tuples-only',
    '--no-align',
    '--field-separator=\t',
    `--command=${sql}`,
  );
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

/** count runs SQL that yields one number. */
export async function count(sql: string): Promise<number> {
  const rows = await query(sql);
  return Number(rows[0]?.[0]);
}

/**
 * analyticsDigest changes when any row of the published analytics does. The schema may not exist
 * before the first publication; that state has a digest of its own.
 */
export async function analyticsDigest(): Promise<string> {
  const tables = await query(
    "select table_name from information_schema.tables where table_schema = 'analytics' order by 1",
  );
  const digests: string[] = [];
  for (const [table = ''] of tables) {
    const rows = await query(
      `select md5(coalesce(string_agg(line, '|' order by line), '')) from (select t::text as line from analytics.${table} t) lines`,
    );
    digests.push(`${table}=${rows[0]?.[0] ?? ''}`);
  }
  return digests.join(' ');
}

/** publisherOf is the `<run uid>/<attempt>` that published the schema, as its comment names it. */
export async function publisherOf(schema: string): Promise<string | undefined> {
  const rows = await query(`select obj_description('${schema}'::regnamespace)`);
  return /[0-9a-f-]{36}\/\d+$/.exec(rows[0]?.[0] ?? '')?.[0];
}

interface ModelVersion {
  readonly version: string;
  readonly run_id: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

/** modelVersion reads a registered version from MLflow's REST API, through the API server. */
export async function modelVersion(name: string, version: string): Promise<ModelVersion> {
  const path = `/api/v1/namespaces/${kubectl.namespace}/services/mlflow:5000/proxy`;
  const answer = await kubectl.text(
    'get',
    '--raw',
    `${path}/api/2.0/mlflow/model-versions/get?name=${encodeURIComponent(name)}&version=${version}`,
  );
  return (JSON.parse(answer) as { model_version: ModelVersion }).model_version;
}
