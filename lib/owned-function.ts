import { Alias, type IFunction, Function as LambdaFunction, Version } from 'aws-cdk-lib/aws-lambda';

/** The function construct behind a function, an alias or a version, if it is one of this app. */
export function ownedFunction(handler: IFunction | undefined): LambdaFunction | undefined {
  if (handler instanceof LambdaFunction) return handler;
  if (handler instanceof Alias) return ownedFunction(handler.version.lambda);
  if (handler instanceof Version) return ownedFunction(handler.lambda);
  return undefined;
}
