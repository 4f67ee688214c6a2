import type { Config } from './config.ts';
import type { WatchState } from './health.ts';
import { healthPages } from './health.ts';
import { HttpServer } from './http-server.ts';
import type { Metrics } from './metrics.ts';

export interface ProbesOptions {
  readonly metrics: Metrics;
  readonly watches: () => readonly WatchState[];
}

/** Probes serves health and metrics, each on a port of its own so that policies can differ. */
export class Probes {
  readonly #health: HttpServer;
  readonly #metrics: HttpServer;

  constructor({ metrics, watches }: ProbesOptions) {
    this.#health = new HttpServer(healthPages(watches));
    this.#metrics = new HttpServer({
      '/metrics': async () => ({
        status: 200,
        contentType: metrics.registry.contentType,
        body: await metrics.registry.metrics(),
      }),
    });
  }

  async listen(config: Pick<Config, 'healthPort' | 'metricsPort'>): Promise<void> {
    await this.#health.listen(config.healthPort);
    await this.#metrics.listen(config.metricsPort);
  }

  async close(): Promise<void> {
    await Promise.all([this.#health.close(), this.#metrics.close()]);
  }
}
