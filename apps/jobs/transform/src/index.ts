/** The transform stage, for whoever runs it in a process of their own. */
export { transform } from './transform.ts';
