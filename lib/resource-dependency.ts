import type { CfnResource } from 'aws-cdk-lib';

/** What newer versions of aws-cdk-lib have, which warn of the old name. */
interface Renamed {
  addResourceDependency?(target: CfnResource): void;
}

/** Lets a resource come after another one, and go before it; by the name that this version of aws-cdk-lib has for it. */
export function dependOn(resource: CfnResource, target: CfnResource): void {
  const { addResourceDependency } = resource as Renamed;
  if (addResourceDependency) addResourceDependency.call(resource, target);
  else resource.addDependency(target);
}
