import { kubectl } from './world.ts';

const name = 'e2e-spare';
/** Well within the 20 seconds after which the node controller of this cluster gives a node up. */
const reportMs = 4_000;

/**
 * SpareNode reports as a healthy node on which nothing runs. Where every node is silent, the node
 * controller takes itself for the one that is cut off, and evicts no pod.
 */
export class SpareNode {
  readonly #timer: NodeJS.Timeout;
  #reporting: Promise<unknown> = Promise.resolve();

  private constructor() {
    this.#timer = setInterval(() => {
      this.#reporting = report();
    }, reportMs);
  }

  static async start(): Promise<SpareNode> {
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name },
      spec: { unschedulable: true },
    };
    await kubectl.apply(JSON.stringify(node));
    await report();
    return new SpareNode();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reporting;
    await kubectl.text('delete', 'node', name);
  }
}

async function report(): Promise<void> {
  const lastHeartbeatTime = new Date().toISOString();
  const conditions = [
    { type: 'Ready', status: 'True', reason: 'Reports', message: '', lastHeartbeatTime },
  ];
  const patch = JSON.stringify({ status: { conditions } });
  await kubectl.text('patch', 'node', name, '--subresource=status', '--patch', patch);
}
