import { parse } from 'yaml';

/** Of a package, so that the bundle holds more than our own lines. */
const problem = parse('planned') as string;

throw new Error(problem);
