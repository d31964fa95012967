import type { StackArtifact } from './assembly';
import { DeploymentError } from './errors';
import { isKnownType, KNOWN_TYPES } from './resources/registry';
import { isFailedCreation, isSettled, type StackState } from './state';

/** What is refused before anything is changed. */

export function checkPlace({ stackName, account, region }: StackArtifact, local: { id: string; region: string }): void {
  const isHere = ['unknown-account', local.id].includes(account) && ['unknown-region', local.region].includes(region);
  if (isHere) return;
  throw new DeploymentError(
    'STACK_ELSEWHERE',
    `The stack ${stackName} is for account ${account} and Region ${region}, this machine is ${local.id} and ${local.region}. ` +
      'Synthesize the stack without env or with this one, or start the local services with that account and Region.',
  );
}

export function checkTypes(artifacts: readonly StackArtifact[]): void {
  const unknown = artifacts.flatMap(({ stackName, template }) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => !isKnownType(Type))
      .map(([logicalId, { Type }]) => `${stackName}.${logicalId} (${Type})`),
  );
  if (unknown.length === 0) return;
  throw new DeploymentError(
    'TYPE_UNKNOWN',
    `These resources cannot be made on this machine: ${unknown.join(', ')}. Nothing was changed. Leave them out here, or use what is known: ${KNOWN_TYPES.join(', ')}.`,
  );
}

/** What a template's rules would refuse is not refused here; that of every CDK app asks for a bootstrap stack. */
export function rulesWithoutEffect({ stackName, template }: StackArtifact): string[] {
  const names = Object.keys(template.Rules ?? {}).filter((name) => name !== 'CheckBootstrapVersion');
  return names.map((name) => `${stackName}: the rule ${name} of the template is not checked on this machine.`);
}

/** CloudFormation takes no template without resources. */
export function isEmpty({ template }: StackArtifact): boolean {
  return Object.keys(template.Resources).length === 0;
}

/** One operation at a time. */
export function checkIdle({ name, status }: StackState): void {
  if (!status.endsWith('_IN_PROGRESS')) return;
  throw new DeploymentError('STACK_STATE', `The stack ${name} is in ${status} state. Wait until that has ended.`);
}

export function checkRollbackFailed({ name, status }: StackState): void {
  if (status === 'UPDATE_ROLLBACK_FAILED') return;
  const why = `The stack ${name} is in ${status} state, and only a roll-back that failed can go on. Deploy or destroy it.`;
  throw new DeploymentError('STACK_STATE', why);
}

/** Can what is there become what is wanted? */
export function checkPresent(stack: StackState, { template }: StackArtifact): void {
  checkIdle(stack);
  if (isFailedCreation(stack.status)) return;
  if (!isSettled(stack.status)) {
    const isStuck = stack.status === 'UPDATE_ROLLBACK_FAILED';
    const why = `The stack ${stack.name} is in ${stack.status} state and can not be updated. ${isStuck ? 'Continue its roll-back, or destroy it' : 'Destroy it first'}.`;
    throw new DeploymentError('STACK_STATE', why);
  }
  const changed = Object.values(stack.resources).filter(
    ({ logicalId, type }) => template.Resources[logicalId] && template.Resources[logicalId].Type !== type,
  );
  if (changed.length === 0) return;
  const names = changed.map(({ logicalId, type }) => `${logicalId} (${type})`).join(', ');
  throw new DeploymentError(
    'TEMPLATE_INVALID',
    `Update of resource type is not permitted. The new template of ${stack.name} gives another type to: ${names}. Give the new resource another id.`,
  );
}

export function checkExportsUnused(stack: StackState, others: readonly StackState[]): void {
  for (const { exportName } of stack.outputs) {
    const user = others.find(({ imports }) => exportName && imports.includes(exportName));
    if (user)
      throw new DeploymentError(
        'EXPORT_IN_USE',
        `Export ${exportName} cannot be deleted as it is in use by ${user.name}. Deploy ${user.name} without it first, or destroy it.`,
      );
  }
}
