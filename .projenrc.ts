import { awscdk, cdk, javascript, typescript } from 'projen';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-workmail-flow',
  description: 'Amazon WorkMail email flow rules and the Lambda functions behind them, as CDK constructs',
  author: 'The cdk-workmail-flow authors',
  authorAddress: 'cdk-workmail-flow@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-workmail-flow/cdk-workmail-flow.git',
  keywords: ['aws', 'cdk', 'workmail', 'email', 'email-flow-rules', 'lambda', 'custom-resource'],
  license: 'Apache-2.0',
  packageManager: javascript.NodePackageManager.NPM,
  defaultReleaseBranch: 'main',

  cdkVersion: '2.257.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.19.0',
  workflowNodeVersion: '24',

  // Sources in lib/, compiled output in build/: both one level deep, so that
  // path.join(__dirname, '..', 'assets') means the same in jest and in the package.
  srcdir: 'lib',
  libdir: 'build',
  testdir: 'test',
  entrypoint: 'build/index.js',
  sampleCode: false,
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  validateTsconfig: cdk.ValidateTsconfig.MINIMAL,
  tsconfig: {
    include: ['lib/**/*.mts'],
    compilerOptions: {
      target: 'es2023',
      lib: ['es2023'],
      module: 'node20',
      noUncheckedIndexedAccess: true,
      noImplicitOverride: true,
      types: ['node'],
    },
  },
  tsconfigDev: { compilerOptions: { types: ['node', 'jest'] } },

  publishToPypi: { distName: 'cdk-workmail-flow', module: 'cdk_workmail_flow', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.cdkworkmailflow',
    mavenGroupId: 'io.github.cdk-workmail-flow',
    mavenArtifactId: 'cdk-workmail-flow',
    mavenServerId: 'central-ossrh',
  },
  publishToNuget: {
    dotNetNamespace: 'CdkWorkMailFlow',
    packageId: 'CdkWorkMailFlow',
    trustedPublishing: true,
  },
  publishToGo: { moduleName: 'github.com/cdk-workmail-flow/cdk-workmail-flow-go', packageName: 'cdkworkmailflow' },
  npmTrustedPublishing: true,

  devDeps: [
    '@aws-cdk/integ-runner@^2.197',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@aws-sdk/client-cloudformation@^3.1048',
    '@aws-sdk/client-workmail@^3.1048',
    '@smithy/core@^3',
    '@smithy/signature-v4',
    '@types/aws-lambda',
    '@types/node@^20',
    'aws-cdk@^2.1148.0',
    'commander@^14',
    'esbuild@0.28.2',
    'fast-check@^4',
    'fflate@^0.8.3',
    'picocolors@^1',
    'postal-mime@^2.7.5',
    'typescript-7@npm:typescript@~7.0.2',
  ],
  allowScripts: ['esbuild'],
  bin: { 'workmail-flow': 'bin/workmail-flow.mjs' },
  npmignoreEnabled: false,
  lambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,

  jestOptions: {
    jestConfig: {
      coverageProvider: 'babel',
      collectCoverage: false,
      setupFiles: ['<rootDir>/test/jest.setup.ts'],
      testMatch: ['<rootDir>/test/**/*.test.ts'],
    } as any,
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
  },
  tsJestOptions: { transformPattern: '^.+\\.ts$' },
  eslint: false,
  biome: true,
  biomeOptions: {
    version: '2.5.15',
    biomeConfig: {
      formatter: { enabled: true, indentStyle: javascript.biome_config.IndentStyle.SPACE, lineWidth: 120 },
      javascript: { formatter: { quoteStyle: javascript.biome_config.QuoteStyle.SINGLE } },
    },
  },
});

// ---- bundles -----------------------------------------------------------------------------------
const bundle = project.addTask('bundle', {
  description: 'Bundle what runs: the provider, the local WorkMail, the command',
  exec: 'tsx projenrc/bundle.ts',
});
project.preCompileTask.spawn(bundle);
project.addGitIgnore('/assets/');
project.addGitIgnore('/bin/');
project.addGitIgnore('/.npmignore'); // jsii writes one when it is missing; `files` decides
project.addGitIgnore('/.jsii.tabl.json');

// ---- package.json ------------------------------------------------------------------------------
project.package.addField('peerDependenciesMeta', {
  'aws-cdk-lib': { optional: true },
  constructs: { optional: true },
});
// jest 30 resolves to a later version of which some platform builds are missing from some registries; npm ci then
// refuses the lock file
project.package.addPackageResolutions('unrs-resolver@1.12.2');

project.synth();
