/** A snapshot serializer as Jest and Vitest take it. */
export interface SnapshotSerializer {
  test(value: unknown): boolean;
  print(value: unknown, serialize: (value: unknown) => string): string;
}

const MASK = '[provider asset]';

/** The description that this library gives to its provider function. */
const PROVIDER = /^Custom resource provider for Amazon WorkMail email flow rules/;

/**
 * Masks the asset of the provider function in snapshots of templates, so that an upgrade of this library does not change
 * them. The assets of your own functions stay visible.
 *
 * @example
 * import { providerAssetSerializer } from 'cdk-workmail-flow/testing';
 *
 * expect.addSnapshotSerializer(providerAssetSerializer);
 */
export const providerAssetSerializer: SnapshotSerializer = {
  test: (value) => isProvider(value) && value.Properties.Code.S3Key !== MASK,
  print: (value, serialize) => {
    const provider = value as ProviderResource;
    const Code = { ...provider.Properties.Code, S3Key: MASK };
    return serialize({ ...provider, Properties: { ...provider.Properties, Code } });
  },
};

interface ProviderResource {
  readonly Properties: { readonly Code: { readonly S3Key: unknown } };
}

function isProvider(value: unknown): value is ProviderResource {
  const { Type, Properties } = (value ?? {}) as { Type?: unknown; Properties?: Record<string, unknown> };
  return (
    Type === 'AWS::Lambda::Function' && PROVIDER.test(String(Properties?.Description)) && 'Code' in (Properties ?? {})
  );
}
