import { readAssembly, type StackArtifact } from '../assembly';
import { readTemplate, type WrittenTemplate } from '../template/document';
import { type PreviewOptions, StackPreview } from './stack-preview';

/** Where stacks are that say nothing about it. */
const PLACE = { account: '123456789012', region: 'us-east-1' };

/** The stacks of a cloud assembly, the folder that `cdk synth` writes. */
export function previewAssembly(folder: string, options: Partial<PreviewOptions> = {}): StackPreview[] {
  return preview(readAssembly(folder, { incomplete: true }), options);
}

/** A template by itself: the code of its functions is not known, but for what stands in it. */
export function previewTemplate(written: WrittenTemplate, stackName = 'Stack'): StackPreview {
  const template = readTemplate(written);
  const nothing = { account: '', region: '', parameters: {}, dependencies: [], assets: new Map() };
  return preview([{ id: stackName, stackName, template, ...nothing }])[0] as StackPreview;
}

function preview(artifacts: readonly StackArtifact[], options: Partial<PreviewOptions> = {}): StackPreview[] {
  const stacks: StackPreview[] = [];
  for (const artifact of artifacts) stacks.push(new StackPreview(artifact, { ...PLACE, ...options }, () => stacks));
  return stacks;
}
