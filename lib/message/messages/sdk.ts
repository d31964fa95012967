import { MessageError } from '../errors';

export const loadMessageFlow = () =>
  load(
    '@aws-sdk/client-workmailmessageflow',
    () => require('@aws-sdk/client-workmailmessageflow') as typeof import('@aws-sdk/client-workmailmessageflow'),
    () => import('@aws-sdk/client-workmailmessageflow'),
  );

export const loadS3 = () =>
  load(
    '@aws-sdk/client-s3',
    () => require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3'),
    () => import('@aws-sdk/client-s3'),
  );

/**
 * Loads a client of the AWS SDK where it is needed: Lambda's runtimes have it, so it is in no bundle. A test runner like
 * Jest takes only `require`; what an author bundles as an ES module has only `import`.
 */
async function load<Module>(name: string, requireIt: () => Module, importIt: () => Promise<Module>): Promise<Module> {
  try {
    return requireIt();
  } catch {
    return importIt().catch((error) => {
      throw new MessageError(
        'SDK_MISSING',
        `${name} cannot be loaded`,
        `Install it: npm install ${name}. In Lambda it is part of the Node.js runtimes, so leave it out of your bundle`,
        { cause: error },
      );
    });
  }
}
