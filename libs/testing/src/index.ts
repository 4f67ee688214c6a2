/**
 * @gho-platform/testing is where specs of every project get their builders. Those of the core live
 * in the core, whose own specs use them too.
 */
export * from '@gho-platform/run-core/testing';
