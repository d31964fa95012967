import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionCode } from '../functions';
import { DeploymentError } from './errors';
import { isRecord, readTemplate, type Template, type WrittenTemplate } from './template/document';

/** A stack as a cloud assembly describes it. */
export interface StackArtifact {
  /** Unique in the assembly: `Stage/Stack`. */
  readonly id: string;
  readonly stackName: string;
  /** `unknown-account` and `unknown-region` where the stack is for any. */
  readonly account: string;
  readonly region: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  /** The ids of the stacks that must be deployed before. */
  readonly dependencies: readonly string[];
  /** The code of functions, by its key in the bucket of assets. */
  readonly assets: ReadonlyMap<string, FunctionCode>;
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface AssemblyOptions {
  /** Take an assembly that has made-up values in the place of what it needs to know about an account. */
  readonly incomplete?: boolean;
}

/** The stacks of a cloud assembly and of the assemblies within it, each after those that it depends on. */
export function readAssembly(folder: string, options: AssemblyOptions = {}): StackArtifact[] {
  return inOrder(readStacks(folder, '', options));
}

function readStacks(folder: string, prefix: string, options: AssemblyOptions): StackArtifact[] {
  const manifest = readJson(join(folder, 'manifest.json'));
  if (Array.isArray(manifest.missing) && manifest.missing.length > 0 && !options.incomplete) {
    const what = manifest.missing.map(({ key }) => key).join(', ');
    throw unreadable(folder, `it was synthesized without what it needs to know about an account: ${what}`);
  }
  const artifacts = Object.entries((manifest.artifacts ?? {}) as Record<string, Artifact>);
  const assets = new Map(artifacts.flatMap(([, artifact]) => [...readAssets(folder, artifact)]));
  return artifacts.flatMap(([id, artifact]) => {
    const { type, properties = {} } = artifact;
    if (type === 'cdk:cloud-assembly')
      return readStacks(join(folder, String(properties.directoryName)), `${prefix}${id}/`, options);
    if (type !== 'aws:cloudformation:stack') return [];
    const [account = '', region = ''] = (artifact.environment ?? '').replace('aws://', '').split('/');
    return {
      id: prefix + id,
      stackName: String(properties.stackName ?? id),
      account,
      region,
      template: readTemplate(readJson(join(folder, String(properties.templateFile))) as WrittenTemplate),
      parameters: (properties.parameters ?? {}) as Record<string, string>,
      dependencies: (artifact.dependencies ?? []).map((dependency) => prefix + dependency),
      assets,
    };
  });
}

function readAssets(folder: string, artifact: Artifact): Map<string, FunctionCode> {
  const assets = new Map<string, FunctionCode>();
  if (artifact.type !== 'cdk:asset-manifest') return assets;
  const { files = {} } = readJson(join(folder, String(artifact.properties?.file))) as {
    files?: Record<string, unknown>;
  };
  for (const file of Object.values(files)) {
    const { source, destinations } = file as {
      source: { path?: string; packaging?: string };
      destinations: Record<string, { objectKey: string }>;
    };
    // without a path it is made by a command when it is published; whoever refers to it is told that it is not here
    if (!source.path) continue;
    const path = join(folder, source.path);
    const code = source.packaging === 'zip' ? { folder: path } : { zip: path };
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, code);
  }
  return assets;
}

/** The stacks of those names or ids, and those that they depend on; all if no names are given. */
export function selectStacks(stacks: readonly StackArtifact[], wanted: readonly string[] | undefined): StackArtifact[] {
  if (!wanted) return [...stacks];
  const isNamed = (stack: StackArtifact, name: string) => stack.stackName === name || stack.id === name;
  const unknown = wanted.find((name) => !stacks.some((stack) => isNamed(stack, name)));
  if (unknown !== undefined) {
    const names = stacks.map(({ id }) => id).join(', ');
    throw new DeploymentError('STACK_UNKNOWN', `The cloud assembly has no stack '${unknown}'. It has: ${names}.`);
  }
  const selected = new Set<string>();
  // backwards, because each stack comes after those that it depends on
  for (const stack of stacks.toReversed()) {
    if (!selected.has(stack.id) && !wanted.some((name) => isNamed(stack, name))) continue;
    for (const id of [stack.id, ...stack.dependencies]) selected.add(id);
  }
  return stacks.filter(({ id }) => selected.has(id));
}

function inOrder(stacks: readonly StackArtifact[]): StackArtifact[] {
  const byId = new Map(stacks.map((stack) => [stack.id, stack]));
  const ordered = new Set<StackArtifact>();
  const visit = (stack: StackArtifact) => {
    for (const id of stack.dependencies) {
      const dependency = byId.get(id);
      if (dependency && !ordered.has(dependency)) visit(dependency);
    }
    ordered.add(stack);
  };
  stacks.forEach(visit);
  return [...ordered];
}

function readJson(file: string): Record<string, unknown> {
  if (!existsSync(file)) throw unreadable(file, 'it does not exist');
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isRecord(value)) return value;
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
  throw unreadable(file, 'it is no JSON object');
}

function unreadable(file: string, why: string): DeploymentError {
  return new DeploymentError('ASSEMBLY_UNREADABLE', `${file} cannot be read: ${why}. Synthesize the app: cdk synth.`);
}
