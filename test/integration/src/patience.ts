/**
 * How long a test waits for what has to come, in milliseconds. A bound, not an expectation: other suites share the
 * machine, and only a test that fails waits so long.
 */
export const patienceMs = 120_000;
