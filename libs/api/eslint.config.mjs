import base from '../../eslint.config.mjs';

export default [
  ...base,
  // The API imports nothing; its specs need the test runner.
  { files: ['**/*.spec.ts'], rules: { '@nx/enforce-module-boundaries': 'off' } },
];
