/** Builders for specs. */
export * from './make-schedule.ts';
export * from './period.ts';
export * from './story.ts';
