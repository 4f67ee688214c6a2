import base from '../../jest.base.mjs';

export default {
  ...base,
  displayName: 'integration',
  globalSetup: '<rootDir>/global-setup.mjs',
  // Real servers and a process for every kubectl, on two cores that other suites keep busy: a bound.
  testTimeout: 300_000,
  // What takes too long for every change is for `make test-long`, which runs nothing else.
  ...(process.env.GHO_LONG === '1'
    ? { testMatch: ['<rootDir>/src/**/*.long.spec.ts'] }
    : { testPathIgnorePatterns: ['\\.long\\.spec\\.ts$'] }),
};
