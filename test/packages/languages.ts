import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, succeed } from './command';
import { EXAMPLE, ROOT, readTemplate } from './screening';

/** A fresh project of one language with the built package in it. */
export interface LanguageProject {
  /** Builds the package by jsii-pacmak and installs it beside the example. */
  install(): Promise<void>;
  /** The example's template. */
  synthesize(): Promise<unknown>;
  /** What the author of a mistake is told. */
  errorOf(mistake: string): Promise<string>;
}

export interface Language {
  readonly name: string;
  /** Why the language cannot be tried on this machine; undefined if it can. */
  readonly missing: string | undefined;
  project(folder: string): LanguageProject;
}

/** Builds the package of one language by jsii-pacmak; returns its folder. */
export async function build(folder: string, target: string, ...options: string[]): Promise<string> {
  const pacmak = join(ROOT, 'node_modules', 'jsii-pacmak', 'bin', 'jsii-pacmak');
  const outdir = join(folder, 'package');
  await succeed(ROOT, process.execPath, [pacmak, '--target', target, '--outdir', outdir, ...options]);
  return join(outdir, target);
}

export const DOTNET_MISSING = needs('dotnet');

/** The example as it stands in the repository, functions included. */
function copyExample(folder: string, language: string): string {
  cpSync(join(EXAMPLE, 'functions'), join(folder, 'functions'), { recursive: true });
  cpSync(join(EXAMPLE, language), join(folder, language), { recursive: true });
  return join(folder, language);
}

function outdirIn(folder: string): { readonly CDK_OUTDIR: string } {
  return { CDK_OUTDIR: join(folder, 'cdk.out') };
}

function needs(...programs: string[]): string | undefined {
  const absent = programs.filter((program) => spawnSync(program, ['--version']).error);
  return absent.length > 0 ? `not on this machine: ${absent.join(', ')}` : undefined;
}

export const PYTHON: Language = {
  name: 'Python',
  missing: needs('python3'),
  project(folder) {
    const python = join(folder, 'venv', 'bin', 'python');
    const example = copyExample(folder, 'python');
    return {
      async install() {
        const built = await build(folder, 'python');
        await succeed(folder, 'python3', ['-m', 'venv', 'venv']);
        const requirements = join(example, 'requirements.txt');
        const pip = ['-m', 'pip', 'install', '--quiet', '--find-links', built, '-r', requirements];
        await succeed(folder, python, pip);
      },
      async synthesize() {
        await succeed(example, python, ['app.py'], outdirIn(folder));
        return readTemplate(outdirIn(folder).CDK_OUTDIR);
      },
      errorOf: (mistake) => succeed(folder, python, [join(__dirname, 'python', 'mistakes.py'), mistake]),
    };
  },
};

export const JAVA: Language = {
  name: 'Java',
  missing: needs('java', 'javac', 'mvn'),
  project(folder) {
    const example = copyExample(folder, 'java');
    const java = (main: string, ...parameters: string[]) => {
      const classes = [join(example, 'target', 'classes'), readFileSync(join(folder, 'classpath'), 'utf8')].join(':');
      return succeed(example, 'java', ['-cp', classes, main, ...parameters], outdirIn(folder));
    };
    return {
      async install() {
        const built = await build(folder, 'java');
        cpSync(join(__dirname, 'java'), join(example, 'src', 'main', 'java', 'example'), { recursive: true });
        const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
        writeSettings(join(folder, 'settings.xml'), built);
        const settings = ['-q', '-B', '-s', join(folder, 'settings.xml'), `-Dcdk-workmail-flow.version=${version}`];
        // Maven keeps what it got under a version before, and the version in development is always the same.
        const purge = ['-DmanualInclude=io.github.cdk-workmail-flow', '-DreResolve=false'];
        await succeed(example, 'mvn', [...settings, 'dependency:purge-local-repository', ...purge]);
        const goals = ['compile', 'dependency:build-classpath', `-Dmdep.outputFile=${join(folder, 'classpath')}`];
        await succeed(example, 'mvn', [...settings, ...goals]);
      },
      async synthesize() {
        await java('example.ScreeningApp');
        return readTemplate(outdirIn(folder).CDK_OUTDIR);
      },
      errorOf: (mistake) => java('example.Mistakes', mistake),
    };
  },
};

/** A Maven that knows the folder of the built package beside Maven Central. */
function writeSettings(file: string, built: string): void {
  const repository = `<repository><id>built</id><url>file://${built}</url></repository>`;
  const profile = `<profile><id>built</id><repositories>${repository}</repositories></profile>`;
  const active = '<activeProfiles><activeProfile>built</activeProfile></activeProfiles>';
  writeFileSync(file, `<settings><profiles>${profile}</profiles>${active}</settings>\n`);
}

export const GO: Language = {
  name: 'Go',
  missing: needs('go'),
  project(folder) {
    const example = copyExample(folder, 'go');
    const mistakes = join(folder, 'mistakes');
    const module = 'github.com/cdk-workmail-flow/cdk-workmail-flow-go/cdkworkmailflow';
    // What the module of aws-cdk-lib 2.257.0 needs is not on every proxy; the example takes the next version.
    const edits = [
      `-exclude=github.com/cdklabs/cloud-assembly-schema-go/awscdkcloudassemblyschema/v53@v53.28.0`,
      `-replace=${module}=${join(folder, 'package', 'go', 'cdkworkmailflow')}`,
    ];
    const compile = async (project: string) => {
      await succeed(project, 'go', ['mod', 'edit', ...edits]);
      await succeed(project, 'go', ['mod', 'tidy']);
      await succeed(project, 'go', ['build', '-o', 'program', '.']);
    };
    return {
      async install() {
        await build(folder, 'go', '--code-only');
        cpSync(join(__dirname, 'go'), mistakes, { recursive: true });
        cpSync(join(example, 'go.mod'), join(mistakes, 'go.mod'));
        await compile(example);
        await compile(mistakes);
      },
      async synthesize() {
        await succeed(example, join(example, 'program'), [], outdirIn(folder));
        return readTemplate(outdirIn(folder).CDK_OUTDIR);
      },
      errorOf: async (mistake) => (await run(mistakes, join(mistakes, 'program'), [mistake])).output,
    };
  },
};
