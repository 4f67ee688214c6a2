import base from '../../jest.base.mjs';

// Real servers and a process for every kubectl: on two busy cores the 5 seconds of Jest say nothing.
export default { ...base, displayName: 'integration', testTimeout: 60_000 };
