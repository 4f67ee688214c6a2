import base from '../../eslint.config.mjs';

export default [
  ...base,
  // The core imports nothing; its specs need the test runner and fast-check.
  { files: ['**/*.spec.ts'], rules: { '@nx/enforce-module-boundaries': 'off' } },
];
