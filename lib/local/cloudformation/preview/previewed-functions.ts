import { randomUUID } from 'node:crypto';
import type { CodeStore, FunctionDefinition, FunctionRunner, Invocation } from '../../functions';
import type { Permission } from '../account/account-state';
import { describeMissing, permits, type ServiceCall } from '../account/permissions';
import { DeploymentError } from '../errors';
import { functionNameIn } from '../names';
import { failForCode, readCode, readSettings } from '../resources/lambda-function';
import { optionalText, requiredText } from '../resources/resource-type';
import { functionArn } from './foresight';
import type { PreviewedResource, StackPreview } from './stack-preview';

export interface PreviewedFunctionsOptions {
  readonly runner: FunctionRunner;
  readonly code: CodeStore;
  readonly credentials: FunctionDefinition['credentials'];
  readonly serviceEndpoints: FunctionDefinition['serviceEndpoints'];
  /** Further variables of a function; its own come before them. */
  readonly environmentFor?: (found: PreviewedFunction) => FunctionDefinition['environment'];
}

/** A function of a stack, without a qualifier. */
export interface PreviewedFunction {
  readonly arn: string;
  readonly name: string;
  readonly resource: PreviewedResource;
}

/** The functions that stacks will have. */
export function previewFunctions(stacks: readonly StackPreview[]): PreviewedFunction[] {
  return resourcesOf(stacks, 'AWS::Lambda::Function').map((resource) => {
    const { stack, logicalId } = resource;
    const arn = String(stack.resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }, `the ARN of ${logicalId}`).value);
    return { arn, name: functionNameIn(arn), resource };
  });
}

/** Runs the functions that stacks will have. Each is made when it is first called, with nothing but what it needs itself. */
export class PreviewedFunctions {
  private readonly functions: ReadonlyMap<string, PreviewedFunction>;
  private readonly made = new Map<string, Promise<void>>();

  constructor(
    private readonly stacks: readonly StackPreview[],
    private readonly options: PreviewedFunctionsOptions,
  ) {
    this.functions = new Map(previewFunctions(stacks).map((found) => [found.arn, found]));
  }

  /** Calls a function as a service of AWS does; throws if it cannot run here, or if no permission lets the service call it. */
  async invokeAsService(call: ServiceCall & { functionArn: string; payload: string }): Promise<Invocation> {
    const arn = call.functionArn.split(':').slice(0, 7).join(':');
    const found = this.functions.get(arn);
    if (!found)
      throw new DeploymentError(
        'FUNCTION_UNKNOWN',
        `No stack has the function ${call.functionArn}. Give the stack that defines it as well.`,
      );
    const permissions = this.permissionsOf(arn, call.functionArn.split(':')[7]);
    if (!permissions.some((permission) => permits(permission, call))) {
      throw new DeploymentError('ACCESS_DENIED', describeMissing(call.functionArn, permissions, call));
    }
    let making = this.made.get(arn);
    if (!making) {
      making = this.make(found);
      this.made.set(arn, making);
    }
    await making;
    const invocation = { requestId: randomUUID(), invokedArn: call.functionArn };
    return this.options.runner.invoke(arn, call.payload, invocation);
  }

  /** Waits for what is being made. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.made.values());
  }

  private async make(found: PreviewedFunction): Promise<void> {
    const { arn, name, resource } = found;
    const { stack, logicalId } = resource;
    const { runner, code, credentials, serviceEndpoints, environmentFor } = this.options;
    const properties = stack.properties(logicalId).value;
    const settings = readSettings(properties);
    const source = readCode(properties);
    const asset = typeof source === 'string' ? stack.artifact.assets.get(source) : source;
    await runner.create({
      ...settings,
      arn,
      name,
      credentials,
      serviceEndpoints,
      environment: { ...environmentFor?.(found), ...settings.environment },
      codeFolder: await code.add(asset ?? failForCode(properties)),
    });
  }

  private permissionsOf(arn: string, qualifier: string | undefined): Permission[] {
    return resourcesOf(this.stacks, 'AWS::Lambda::Permission').flatMap(({ stack, logicalId }) => {
      const properties = stack.properties(logicalId).value;
      const target = requiredText(properties, 'FunctionName');
      const targetQualifier = target.split(':')[target.startsWith('arn:') ? 7 : 1];
      if (functionArn(stack, target) !== arn || targetQualifier !== qualifier) return [];
      return {
        action: requiredText(properties, 'Action'),
        principal: requiredText(properties, 'Principal'),
        sourceArn: optionalText(properties, 'SourceArn'),
        sourceAccount: optionalText(properties, 'SourceAccount'),
      };
    });
  }
}

function resourcesOf(stacks: readonly StackPreview[], type: string): PreviewedResource[] {
  return stacks.flatMap((stack) => stack.resources((candidate) => candidate === type));
}
