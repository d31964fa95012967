/** Tells what synthesized stacks will have, without making any of it. */
export { standInOrganizationId } from './foresight';
export { previewAssembly, previewTemplate } from './preview';
export { makePreviewedBuckets } from './previewed-buckets';
export {
  type PreviewedFunction,
  PreviewedFunctions,
  type PreviewedFunctionsOptions,
  previewFunctions,
} from './previewed-functions';
export type { Previewed, PreviewedResource, PreviewOptions, StackPlace, StackPreview } from './stack-preview';
