import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom. `layer:` says how pure a project is, `scope:` on which side of the system it
 * stands. The operator and the stages meet only in libs/api and in the stage container contract.
 */
const depConstraints = [
  {
    sourceTag: 'layer:api',
    onlyDependOnLibsWithTags: ['layer:api'],
    bannedExternalImports: ['*'],
  },
  {
    sourceTag: 'layer:core',
    onlyDependOnLibsWithTags: ['layer:api', 'layer:core'],
    bannedExternalImports: ['*'],
  },
  {
    sourceTag: 'layer:mapping',
    onlyDependOnLibsWithTags: ['layer:api', 'layer:core'],
    allowedExternalImports: ['@kubernetes/client-node'],
  },
  {
    sourceTag: 'layer:adapter',
    onlyDependOnLibsWithTags: ['layer:api', 'layer:core', 'layer:mapping', 'layer:adapter'],
  },
  { sourceTag: 'layer:kit', onlyDependOnLibsWithTags: ['layer:api'] },
  {
    sourceTag: 'layer:app',
    onlyDependOnLibsWithTags: [
      'layer:api',
      'layer:core',
      'layer:mapping',
      'layer:adapter',
      'layer:kit',
    ],
  },
  {
    sourceTag: 'layer:testing',
    onlyDependOnLibsWithTags: [
      'layer:api',
      'layer:core',
      'layer:mapping',
      'layer:kit',
      'layer:tool',
    ],
  },
  { sourceTag: 'layer:suite', onlyDependOnLibsWithTags: ['*'] },
  { sourceTag: 'layer:tool', onlyDependOnLibsWithTags: ['layer:api', 'layer:core'] },
  { sourceTag: 'scope:shared', onlyDependOnLibsWithTags: ['scope:shared', 'scope:operator'] },
  { sourceTag: 'scope:operator', onlyDependOnLibsWithTags: ['scope:operator', 'scope:shared'] },
  { sourceTag: 'scope:stage', onlyDependOnLibsWithTags: ['scope:stage', 'scope:shared'] },
  { sourceTag: 'scope:service', onlyDependOnLibsWithTags: ['scope:service', 'scope:shared'] },
];

const specConstraints = depConstraints.map(({ sourceTag, onlyDependOnLibsWithTags }) => ({
  sourceTag,
  onlyDependOnLibsWithTags: [...onlyDependOnLibsWithTags, 'layer:testing'],
}));

const budgets = {
  complexity: ['error', 10],
  'max-depth': ['error', 3],
  'max-params': ['error', 3],
  'max-statements': ['error', 20],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
};

/** The pure core may not see a clock, chance, the process or the outside. */
const purity = {
  'no-restricted-imports': [
    'error',
    { patterns: [{ group: ['node:*'], message: 'The pure core performs no input or output.' }] },
  ],
  'no-restricted-globals': [
    'error',
    'process',
    'fetch',
    'setTimeout',
    'setInterval',
    'console',
    'performance',
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'Take the time from the facts.' },
    { object: 'Math', property: 'random', message: 'The pure core is deterministic.' },
    { object: 'crypto', property: 'randomUUID', message: 'The pure core is deterministic.' },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: 'Take the time from the facts.',
    },
  ],
};

const corePaths = ['pipeline-core', 'run-core', 'run-text', 'schedule-core', 'quality'];

/** Matches from the workspace root and from inside the project, where Nx runs the linter. */
function inCore(root) {
  return corePaths.some((name) => root.replaceAll('\\', '/').endsWith(`libs/${name}`));
}

export default tseslint.config(
  {
    ignores: ['**/dist/**', '**/generated/**', '**/node_modules/**', '**/*.mjs', '**/coverage/**'],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@nx': nx },
    rules: {
      ...budgets,
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], banTransitiveDependencies: true, depConstraints },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-properties': [
        'error',
        { object: 'jest', property: 'mock', message: 'Test against a real one or a port.' },
        { object: 'jest', property: 'spyOn', message: 'Assert the state of the world, not calls.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.property.name=/^(trace|debug|info|warn|error|fatal)$/][callee.object.name=/^(log|logger)$/] > TemplateLiteral',
          message: 'A log message is constant; values go into fields.',
        },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['**/*.spec.ts', '**/test/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [{ name: '@gho-platform/testing', message: 'Only specs may import it.' }] },
      ],
    },
  },
  {
    files: [
      '**/*.spec.ts',
      '**/testing/**/*.ts',
      '**/src/model/**/*.ts',
      '**/__fixtures__/**/*.ts',
    ],
    rules: {
      // A spec keeps to the projects that its own may import, and needs the test runner besides.
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], banTransitiveDependencies: false, depConstraints: specConstraints },
      ],
    },
  },
  { files: ['**/*.spec.ts'], rules: { 'max-lines-per-function': 'off', 'max-statements': 'off' } },
  ...(inCore(process.cwd())
    ? [{ files: ['src/**/*.ts'], ignores: ['**/*.spec.ts'], rules: purity }]
    : []),
);
