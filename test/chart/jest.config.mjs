import base from '../../jest.base.mjs';

// The first run on a machine builds helm and kubeconform.
export default { ...base, displayName: 'chart', testTimeout: 900_000 };
