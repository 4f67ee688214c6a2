/** A replay of the WHO GHO API over real records, for demonstrations and tests. */
export { startReplay, type Replay, type ReplayOptions } from './replay.ts';
