import type { Setup } from './setup.ts';
import type { SimulatedController } from './simulated-controller.ts';
import type { World } from './world.ts';

/** Theatre is where a history is played. */
export interface Theatre {
  readonly world: World;
  readonly setup: Setup;
  readonly controllers: readonly SimulatedController[];
  /** Whether the strict invariants hold: there is one controller. */
  readonly strict: boolean;
}
