import { readFileSync } from 'node:fs';
import type { StackArtifact } from '../assembly';
import { lastPart } from '../names';
import { isRecord, type Properties, readTemplate } from '../template/document';

/**
 * A nested stack as if it were a stack of its own; undefined if its template is not among the assets. Where it is
 * deployed, its id `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/…` has its name.
 */
export function nestedArtifact(
  parent: StackArtifact,
  logicalId: string,
  { TemplateURL, Parameters }: Properties,
  deployedId?: string,
): StackArtifact | undefined {
  const asset = typeof TemplateURL === 'string' ? parent.assets.get(lastPart(TemplateURL, '/')) : undefined;
  // a file that is an asset by itself is published as it is, as code that is a .zip file
  if (!asset || !('zip' in asset)) return undefined;
  return {
    ...parent,
    id: `${parent.id}/${logicalId}`,
    stackName: deployedId?.split('/')[1] ?? `${parent.stackName}-${logicalId}`,
    template: readTemplate(JSON.parse(readFileSync(asset.zip, 'utf8'))),
    parameters: isRecord(Parameters)
      ? Object.fromEntries(Object.entries(Parameters).map(([name, value]) => [name, String(value)]))
      : {},
  };
}
