import type { Account } from './account/account';
import type { StackArtifact } from './assembly';
import { isRecord } from './template/document';

/**
 * Copies the code of the stacks' functions to where it stays, as `cdk deploy` uploads it: a key that is there already
 * is not uploaded again.
 */
export async function publishAssets(artifacts: readonly StackArtifact[], account: Account): Promise<void> {
  for (const { template, assets } of artifacts) {
    for (const key of keysOf(template.Resources)) {
      const code = assets.get(key);
      if (code && !account.state.assets[key]) account.state.assets[key] = await account.code.add(code);
    }
  }
}

function keysOf(resources: StackArtifact['template']['Resources']): string[] {
  return Object.values(resources).flatMap(({ Type, Properties }) => {
    const code = Type === 'AWS::Lambda::Function' ? Properties?.Code : undefined;
    return isRecord(code) && typeof code.S3Key === 'string' ? [code.S3Key] : [];
  });
}
