const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': '<rootDir>/test/support/esbuild-transformer.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.rollcall'],
};

export default {
  // A slow or busy machine decides no test.
  testTimeout: 180_000,
  // All cores: on two, the default would be one file after the other.
  maxWorkers: '100%',
  reporters: [
    'default',
    '<rootDir>/test/rfc/requirements-reporter.ts',
    '<rootDir>/test/e2e/support/access-reporter.ts',
  ],
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
    },
    {
      ...base,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
      globalSetup: '<rootDir>/test/e2e/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/e2e/support/global-teardown.ts',
    },
  ],
};
