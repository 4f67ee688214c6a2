import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino, type Logger } from 'pino';
import { misbehave, sendJson, sendNothing, sendRows, type Exchange } from './answer.ts';
import { BadQueryError } from './bad-query.ts';
import { BadScenarioError } from './bad-scenario.ts';
import { bodyChunks } from './body.ts';
import { applyDirt } from './dirt.ts';
import { HabitCounter, type HabitName } from './habit.ts';
import { KnownFields } from './known-fields.ts';
import { applyQuery, isWhole, parseQuery, type QueryResult } from './query.ts';
import { Recordings } from './recordings.ts';
import type { ReplayRow } from './replay-row.ts';
import { routeOf, type Resource } from './route.ts';
import type { Scenario } from './scenario.ts';
import { reorderRows } from './variation.ts';

export interface ReplayOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly dataFolder: string;
  /** Preferred first. */
  readonly pulls: readonly string[];
  /** Silent unless given. */
  readonly logger?: Logger;
}

export interface Replay {
  readonly port: number;
  /** Stops listening, lets answers under way finish for a moment, then ends. */
  readonly close: () => Promise<void>;
}

/** How long answers under way may take after a stop. */
const closingGraceMs = 5000;

/** startReplay serves recorded answers of the WHO GHO API, bad days included when asked for. */
export async function startReplay(options: ReplayOptions): Promise<Replay> {
  const service = new ReplayService(options);
  const server = createServer((request, response) => {
    void service.answer({ request, response });
  });
  server.listen(options.port);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

class ReplayService {
  readonly #logger: Logger;
  readonly #recordings: Recordings;
  readonly #habits = new HabitCounter();
  readonly #pulls = new Map<string, number>();

  constructor({ dataFolder, pulls, logger = pino({ level: 'silent' }) }: ReplayOptions) {
    this.#logger = logger;
    this.#recordings = new Recordings({ folder: dataFolder, pulls });
  }

  async answer(exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    try {
      await this.#route(exchange);
      this.#logRequest(request, response);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  async #route(exchange: Exchange): Promise<void> {
    const url = new URL(exchange.request.url ?? '/', 'http://replay');
    const route = routeOf(url.pathname);
    if (exchange.request.method !== 'GET') {
      sendNothing(exchange, 405);
    } else if (route.kind === 'health') {
      sendJson(exchange, 200, { status: 'ok' });
    } else if (route.kind === 'unknown') {
      sendNothing(exchange, 404);
    } else {
      await this.#sendResource(exchange, { ...route, parameters: url.searchParams });
    }
  }

  async #sendResource(
    exchange: Exchange,
    asked: { resource: Resource; scenario: Scenario; parameters: URLSearchParams },
  ): Promise<void> {
    const { resource, scenario } = asked;
    const recorded = await this.#rowsOf(resource);
    if (recorded === undefined) {
      sendNothing(exchange, 404);
      return;
    }
    const query = parseQuery(asked.parameters, new KnownFields(resource.kind));
    const pull = this.#countPull(resource, scenario);
    const rows = applyDirt(recorded, scenario.dirt.filter(appliesTo(resource)));
    const result = applyQuery(reorderRows(rows, pull), query);
    const habit = this.#nextHabit(resource, scenario);
    const sent = habit === 'short' ? halfOf(result) : result;
    // Ids change when the source reloads its table, not between the pages of one reading.
    const chunks = (): Iterable<string> => bodyChunks(resource, sent, isWhole(query) ? pull : 0);
    if (habit === undefined) {
      await sendRows(exchange, chunks());
    } else {
      const errorPage = (): Promise<string> => this.#recordings.errorPage();
      await misbehave(exchange, { habit, chunks, errorPage });
    }
  }

  /** undefined for what the source answers with 404; an unknown dimension is an empty list there. */
  async #rowsOf(resource: Resource): Promise<readonly ReplayRow[] | undefined> {
    switch (resource.kind) {
      case 'catalogue':
        return this.#recordings.catalogue();
      case 'dimension':
        return (await this.#recordings.dimension(resource.code)) ?? [];
      case 'indicator':
        return (await this.#recordings.indicator(resource.code)) ?? this.#listedOnly(resource.code);
    }
  }

  /** Indicators of the catalogue without a recording are empty, like hundreds in the source. */
  async #listedOnly(code: string): Promise<readonly ReplayRow[] | undefined> {
    const rows = await this.#recordings.catalogue();
    const isListed = rows.some((row) => row.parse().IndicatorCode === code);
    return isListed ? [] : undefined;
  }

  #countPull(resource: Resource, { session }: Scenario): number {
    const key = `${session} ${resource.kind} ${resource.code}`;
    const pull = this.#pulls.get(key) ?? 0;
    this.#pulls.set(key, pull + 1);
    return pull;
  }

  #nextHabit(resource: Resource, { session, habits }: Scenario): HabitName | undefined {
    const own = habits.filter(appliesTo(resource));
    const key = JSON.stringify([session, resource.kind, resource.code, own]);
    return this.#habits.next(key, own);
  }

  #logRequest({ method, url }: IncomingMessage, { statusCode }: ServerResponse): void {
    if (url !== '/healthz') {
      this.#logger.info({ method, url, statusCode }, 'Answered request');
    }
  }

  #fail(exchange: Exchange, error: unknown): void {
    const { request, response } = exchange;
    const { url } = request;
    const message = error instanceof Error ? error.message : String(error);
    if (response.headersSent) {
      // Most often the client went away, which is its good right.
      this.#logger.info({ url, error: message }, 'Broke off answer');
      response.destroy();
    } else if (error instanceof BadQueryError || error instanceof BadScenarioError) {
      this.#logger.warn({ url, error: message }, 'Refused request');
      sendJson(exchange, 400, { error: { code: '', message } });
    } else {
      this.#logger.error({ url, error: message }, 'Failed to answer request');
      sendNothing(exchange, 500);
    }
  }
}

/** Half of the rows in proper JSON; only the count, where it was asked for, tells. */
function halfOf({ rows, count }: QueryResult): QueryResult {
  return { rows: rows.slice(0, rows.length / 2), count };
}

function appliesTo(resource: Resource): (entry: { code: string | undefined }) => boolean {
  return ({ code }) => code === undefined || code === resource.code;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, closingGraceMs);
  await closed;
  clearTimeout(timer);
}
