import type { PipelineSpec } from '@gho-platform/api';
import { setTimeout as delay } from 'node:timers/promises';
import { World } from '../operator/world.ts';
import { patienceMs } from '../patience.ts';
import type { User } from './plugin.ts';
import { Plugin } from './plugin.ts';

/** PluginWorld is a world with an operator, the bundled plugin, and users with the chart's rights. */
export interface PluginWorld {
  readonly world: World;
  readonly plugin: Plugin;
  /** With the Pipeline `demo`, and watched by the operator. */
  readonly namespace: string;
  readonly viewer: User;
  readonly editor: User;
  readonly stop: () => Promise<void>;
}

/** startPluginWorld starts a world of its own; `name` is that of its control plane. */
export async function startPluginWorld(name: string, pipeline: PipelineSpec): Promise<PluginWorld> {
  const world = await World.start(name);
  const plugin = await Plugin.bundle(world);
  const namespace = await world.namespace(pipeline);
  const release = ['gho-platform', 'helm/gho-platform', '--namespace', namespace];
  const roles = await world.plane.helm([
    ...['template', ...release, '--values', 'environments/local.yaml'],
    ...['--show-only', 'templates/access/user-roles.yaml'],
  ]);
  await world.plane.kubectl(['apply', '-f', '-'], roles);
  await world.operator(namespace);
  const viewer = await plugin.user(namespace, 'view');
  const editor = await plugin.user(namespace, 'edit');
  await aggregated(plugin, editor);
  const stop = async (): Promise<void> => {
    await plugin.remove();
    await world.stop();
  };
  return { world, plugin, namespace, viewer, editor, stop };
}

/** The controller manager puts the chart's rules into view and edit. */
async function aggregated(plugin: Plugin, user: User): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { exitCode, err } = await plugin.command(user, ['list']);
    if (exitCode === 0) return;
    if (Date.now() > deadline) throw new Error(`the role is not aggregated: ${err}`);
    await delay(200);
  }
}
