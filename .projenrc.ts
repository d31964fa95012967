import { awscdk, cdk, github, JsonFile, javascript, TextFile, typescript } from 'projen';
import { answerSchema, EVENT_SCHEMA } from './projenrc/schemas';

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
  bumpPackage: 'commit-and-tag-version@^12.5', // 13 brings packages that want Node.js 22

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
      inlineSourceMap: false,
      inlineSources: false,
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
    '@aws-lambda-powertools/idempotency@^2',
    '@aws-lambda-powertools/logger@^2',
    '@aws-lambda-powertools/metrics@^2',
    '@aws-sdk/client-cloudformation@^3.1048',
    '@aws-sdk/client-cloudwatch@^3.1048',
    '@aws-sdk/client-cloudwatch-logs@^3.1048',
    '@aws-sdk/client-iam@^3.1048',
    '@aws-sdk/client-lambda@^3.1048',
    '@aws-sdk/client-s3@^3.1048',
    '@aws-sdk/client-secrets-manager@^3.1048',
    '@aws-sdk/client-sfn@^3.1048', // of cr.Provider, which bench/ measures
    '@aws-sdk/client-sts@^3.1048',
    '@aws-sdk/client-workmail@^3.1048',
    '@aws-sdk/client-workmailmessageflow@^3.900',
    '@smithy/core@^3',
    '@smithy/signature-v4',
    '@types/aws-lambda',
    '@types/node@^20',
    '@zone-eu/mailsplit@^5.4.30',
    'ajv@^8',
    'aws-cdk@^2.1148.0',
    'cdk-nag@^3',
    'chokidar@^4',
    'commander@^14',
    'encoding-japanese@^2.2',
    'esbuild@0.28.2',
    'fast-check@^4',
    'fflate@^0.8.3',
    'iconv-lite@^0.7',
    'libmime@^5.3',
    'libqp@^3',
    'mailparser@^3.9',
    'nodemailer@^10',
    'picocolors@^1',
    'postal-mime@^2.7.5',
    'smtp-server@^3.21',
    'zod@^4',
    'typescript-7@npm:typescript@~7.0.2',
  ],
  allowScripts: ['esbuild'],
  autoDetectBin: false,
  bin: { 'workmail-flow': 'bin/workmail-flow.js' },
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
      testMatch: ['<rootDir>/{test,examples}/**/*.test.ts'],
      // Real servers, processes and bundlers: on a busy machine, 5 seconds say nothing about them.
      testTimeout: 30_000,
      moduleNameMapper: {
        '^cdk-workmail-flow$': '<rootDir>/lib/index.ts',
        '^cdk-workmail-flow/(.*)$': '<rootDir>/lib/$1/index.ts',
      },
    } as javascript.JestConfigOptions,
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
  },
  tsJestOptions: { transformPattern: '^.+\\.ts$' },
  eslint: false,
  githubOptions: { mergify: false },
  biome: true,
  biomeOptions: {
    version: '2.5.15',
    biomeConfig: {
      formatter: { enabled: true, indentStyle: javascript.biome_config.IndentStyle.SPACE, lineWidth: 120 },
      javascript: { formatter: { quoteStyle: javascript.biome_config.QuoteStyle.SINGLE } },
      // Every index is checked by the compiler (noUncheckedIndexedAccess); `!` says where we know better.
      linter: { rules: { style: { noNonNullAssertion: 'off' } } },
    },
  },
});

// ---- type-checked, linted roots beside lib/ and test/ -----------------------------------------
// A consumer's code imports the package by name; here the name leads to the sources.
const SELF = {
  'cdk-workmail-flow': ['../lib/index.ts'],
  'cdk-workmail-flow/*': ['../lib/*/index.ts'],
};
const typecheck = project.addTask('typecheck', { description: 'Check the types of everything' });
for (const root of ['examples', 'integ', 'bench']) {
  const config = new javascript.TypescriptConfig(project, {
    fileName: `${root}/tsconfig.json`,
    include: ['**/*.ts'],
    exclude: ['node_modules', '**/*.snapshot', '**/cdk.out'],
    compilerOptions: { noEmit: true, rootDir: '..', paths: SELF, types: ['node', 'jest'] },
  });
  config.addExtends(project.tsconfig!);
  project.biome?.addFilePattern(`${root}/**`);
}
project.biome?.addFilePattern('!**/*.snapshot');
project.biome?.addFilePattern('!**/cdk.out');
project.tsconfigDev.file.addOverride('compilerOptions.paths', SELF);
for (const root of ['test', 'examples', 'integ', 'bench']) {
  typecheck.execArgs(['node', 'node_modules/typescript-7/bin/tsc', '--noEmit', '-p', `${root}/tsconfig.json`]);
}

// ---- bundles -----------------------------------------------------------------------------------
const bundle = project.addTask('bundle', {
  description: 'Bundle what runs: the provider, the local WorkMail, the command, the message entry',
  exec: 'tsx projenrc/bundle.ts',
});
project.preCompileTask.spawn(bundle);
const docsErrors = project.addTask('docs:errors', {
  description: 'Write the page of all errors and warnings from the sources',
  exec: 'tsx projenrc/errors/write.ts',
});
project.preCompileTask.spawn(docsErrors);
// Messages, whose line ends are part of them.
project.gitattributes.addAttributes('*.eml', '-text');
project.addGitIgnore('/bench/out/');
project.addGitIgnore('/assets/');
project.addGitIgnore('/assets.next/');
project.addGitIgnore('/THIRD-PARTY.txt');
project.addGitIgnore('/.npmignore'); // jsii writes one when it is missing; `files` decides
project.addGitIgnore('/.jsii.tabl.json');
project.addGitIgnore('cdk.out/');
// The integration runner copies assets into its snapshots and does not compare them.
project.addGitIgnore('integ/**/asset.*');

// jsii says at length that it leaves Node.js 20 behind; we still serve those who are on it.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
// The SDK says so too.
project.tasks.addEnvironment('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');

// ---- tests -------------------------------------------------------------------------------------
const lint = project.addTask('lint', {
  description: 'Lint and check the format; `npm run biome` mends what it can',
  exec: 'biome check --error-on-warnings --no-errors-on-unmatched --diagnostic-level=warn',
});
const testUnit = project.addTask('test:unit', {
  description: 'Unit tests; name files or folders to run only those',
  exec: 'jest --testPathIgnorePatterns /node_modules/ test/end-to-end test/independent-engine test/packages test/upgrade',
  receiveArgs: true,
});
const testEndToEnd = project.addTask('test:end-to-end', {
  description: 'CDK apps deployed to the local WorkMail',
  exec: 'jest --testPathPatterns test/end-to-end',
  receiveArgs: true,
});
project
  .addTask('test:independent-engine', {
    description: 'The CDK’s own command line deploys to a CloudFormation that is not ours (heavy; needs Python 3)',
    steps: [
      { exec: 'tsx test/independent-engine/prepare.ts' },
      { exec: 'jest --testPathPatterns test/independent-engine', receiveArgs: true },
    ],
  })
  .prependSpawn(bundle);
const integ = project.addTask('integ', { description: 'Check the integration snapshots, without an account' });
const integUpdate = project.addTask('integ:update', {
  description: 'Write the integration snapshots, without an account',
});
const INTEG = [
  'integ-runner',
  '--directory',
  'integ',
  '--language',
  'typescript',
  '--app',
  'node --import tsx {filePath}',
  '--parallel-regions',
  'us-east-1',
];
integ.execArgs(INTEG);
integUpdate.execArgs([...INTEG, '--update-on-failed', '--dry-run']);
for (const task of [integ, integUpdate]) {
  task.env('AWS_REGION', 'us-east-1');
  task.env('AWS_ACCESS_KEY_ID', 'none');
  task.env('AWS_SECRET_ACCESS_KEY', 'none');
  task.env('TSX_TSCONFIG_PATH', 'integ/tsconfig.json');
  task.env('CDK_VALIDATION', 'false');
}
const snippets = project.addTask('snippets', {
  description: 'Compile the API, and the snippets of it and of the README',
});
snippets.spawn(project.compileTask);
snippets.exec('tsx projenrc/declarations.ts');
snippets.execArgs(['jsii-rosetta', 'extract', '--compile', '--fail', '--strict', '.jsii']);
const testPackages = project.addTask('test:packages', {
  description: 'The built packages in fresh projects: npm, Python, Java, Go (heavy; needs package registries)',
});
for (const task of [project.preCompileTask, snippets]) testPackages.spawn(task);
testPackages.exec('jest --testPathPatterns test/packages', { receiveArgs: true });
const testUpgrade = project.addTask('test:upgrade', {
  description: 'What the last release promised: its API, and the resources of its examples (skipped before the first)',
});
for (const task of [project.preCompileTask, project.compileTask]) testUpgrade.spawn(task);
testUpgrade.exec('jest --testPathPatterns test/upgrade', { receiveArgs: true });
project.tasks.tryFind('release')!.prependSpawn(testUpgrade);
project.addTask('package:try', {
  description: 'The packages for npm and Python, in dist/, to try them before they are published',
  steps: ['bundle', 'compile', 'package:js', 'package:python'].map((spawn) => ({ spawn })),
});
project.postCompileTask.execArgs(['jsii-rosetta', 'extract', '--compile', '--fail', '--strict', '.jsii']);
project.addTask('demo', {
  description: 'Deploy the screening example to a WorkMail on this machine, and send a message through it',
  steps: [{ spawn: 'bundle' }, { exec: 'tsx --tsconfig examples/tsconfig.json examples/screening/demo.ts' }],
});
project
  .addTask('bench', {
    description: 'Print what things cost, each beside its peer in the same run (--page: into docs/benchmarks.md too)',
    steps: [
      // As JavaScript, as it is consumed: with source maps, each construct's stack trace costs more than the construct.
      {
        exec: 'esbuild bench/*.ts --bundle --platform=node --target=node20 --external:aws-cdk-lib --external:constructs --outdir=bench/out --log-level=warning',
      },
      { exec: 'node bench/out/run.js', receiveArgs: true },
    ],
  })
  .prependSpawn(bundle);
project.testTask.reset();
for (const task of [bundle, typecheck, lint, testUnit, testEndToEnd, integ, snippets]) project.testTask.spawn(task);

// publib's own default
project.github!.tryFindWorkflow('release')!.file!.addDeletionOverride('jobs.release_npm.steps.9.env.NPM_REGISTRY');

// ---- what is too slow for each change: every night, and before a release by hand -----------------
const slowTests = project.github!.addWorkflow('slow-tests');
slowTests.on({ schedule: [{ cron: '17 2 * * *' }], workflowDispatch: {} });
const SLOW_TESTS: Readonly<Record<string, string>> = {
  packages: 'npm run test:packages',
  'independent-engine': 'npm run test:independent-engine',
  // other lives every night; a failure names its seed
  lifecycles:
    'npm run bundle && FIRST_SEED=$((GITHUB_RUN_NUMBER * 1000)) LIFECYCLES=1000 npm run test:end-to-end -- lifecycles',
  benchmarks: 'npm run bench',
};
for (const [name, run] of Object.entries(SLOW_TESTS)) {
  slowTests.addJob(name, {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: github.workflows.JobPermission.READ },
    steps: [
      github.WorkflowSteps.checkout(),
      { uses: 'actions/setup-node@v7.0.0', with: { 'node-version': '24' } },
      { uses: 'actions/setup-python@v6', with: { 'python-version': '3.12' } },
      { uses: 'actions/setup-java@v5', with: { distribution: 'corretto', 'java-version': '17' } },
      { uses: 'actions/setup-go@v6', with: { 'go-version': 'stable' } },
      { run: 'npm ci' },
      { run },
    ],
  });
}

// ---- continuous integration without a hosting service ------------------------------------------
new TextFile(project, '.ci/run', {
  executable: true,
  lines: [
    '#!/usr/bin/env bash',
    '# What a fresh machine does: install from the lock file, then the test command of the README.',
    'set -euo pipefail',
    'cd "$(dirname "$0")/.."',
    'npm ci',
    'npm test',
  ],
});

// ---- JSON Schemas ------------------------------------------------------------------------------
for (const [name, obj] of Object.entries({
  event: EVENT_SCHEMA,
  'inbound-answer': answerSchema('INBOUND'),
  'outbound-answer': answerSchema('OUTBOUND'),
})) {
  new JsonFile(project, `schemas/${name}.json`, { obj, marker: false });
}

// ---- package.json ------------------------------------------------------------------------------
project.package.addField('peerDependenciesMeta', {
  'aws-cdk-lib': { optional: true },
  constructs: { optional: true },
  // For `./message` outside of Lambda, whose runtimes bring them. jsii lets no peer dependency be but its own kind, so
  // they are named here alone, which the package managers that ask for names take as "any version".
  '@aws-sdk/client-s3': { optional: true },
  '@aws-sdk/client-workmailmessageflow': { optional: true },
});
project.package.addField('files', [
  '.jsii',
  '.jsii.tabl.json',
  'assets',
  'bin',
  'build',
  '!build/cli',
  '!build/administration',
  'schemas',
  'API.md',
  'THIRD-PARTY.txt',
]);
const exported = {
  '.': { types: './build/index.d.ts', default: './build/index.js' },
  './handler': {
    import: { types: './build/handler/index.d.mts', default: './assets/handler/handler.mjs' },
    require: { types: './build/handler/index.d.ts', default: './assets/handler/handler.cjs' },
  },
  './local': { types: './build/local/index.d.ts', default: './assets/local/local.cjs' },
  './message': {
    import: { types: './build/message/index.d.mts', default: './assets/message/message.mjs' },
    require: { types: './build/message/index.d.ts', default: './assets/message/message.cjs' },
  },
  './testing': { types: './build/testing/index.d.ts', default: './assets/local/testing.cjs' },
  './schemas/*.json': './schemas/*.json',
  './package.json': './package.json',
  './.jsii': './.jsii',
};
project.package.addField('exports', exported);
// No module does anything by being loaded, but for the entries: bundlers leave out what nobody uses.
project.package.addField('sideEffects', false);
// For TypeScript projects that find modules as before `exports` (moduleResolution node10).
project.package.addField('typesVersions', {
  '*': Object.fromEntries(
    Object.entries(exported).flatMap(([subpath, target]) =>
      subpath === '.' || typeof target === 'string'
        ? []
        : [[subpath.slice(2), ['require' in target ? target.require.types : target.types]]],
    ),
  ),
});
project.package.addField('type', 'commonjs');
// jest 30 resolves to a later version of which some platform builds are missing from some registries; npm ci then
// refuses the lock file
project.package.addPackageResolutions('unrs-resolver@1.12.2');

project.synth();
