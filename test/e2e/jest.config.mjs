import base from '../../jest.base.mjs';

// Pods take seconds to start; each wait in the tests has a shorter limit of its own.
export default { ...base, displayName: 'e2e', testTimeout: 300_000 };
