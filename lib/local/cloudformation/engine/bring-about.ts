import { isDeepStrictEqual } from 'node:util';
import { ResourceFailure } from '../errors';
import type { ResourceState, StackOutput, StackState } from '../state';
import type { Blueprint, ResourceBlueprint } from '../template/blueprint';
import type { Properties } from '../template/document';
import { type Lookups, resolve } from '../template/intrinsics';
import { runInOrder } from './in-order';
import type { Operation } from './operation';
import { changeResource, createResource } from './steps';

/**
 * Makes a stack what a blueprint says, but for what is no longer wanted: that goes in the clean-up. Returns why it did
 * not come about, if so.
 *
 * As soon as one resource fails, CloudFormation stops waiting for the others: a custom resource whose Create is still
 * running is "cancelled", and its Delete can arrive while the Create runs on.
 */
export async function bringAbout(operation: Operation, blueprint: Blueprint): Promise<string | undefined> {
  const { stack } = operation;
  const imports = new Set<string>();
  const lookups = lookupsIn(operation, blueprint, imports);
  const failed: string[] = [];
  const step = async (wanted: ResourceBlueprint) => {
    const present = stack.resources[wanted.logicalId];
    try {
      await bringAboutResource(operation, wanted, present, lookups);
    } catch (error) {
      failed.push(wanted.logicalId);
      operation.cancel();
      throw error;
    }
  };
  const dependenciesOf = ({ dependencies }: ResourceBlueprint) =>
    dependencies.flatMap((name) => blueprint.resources.get(name) ?? []);
  await runInOrder(blueprint.resources.values(), dependenciesOf, step, 'stop');
  if (failed.length > 0) return `The following resource(s) failed: [${failed.join(', ')}].`;
  try {
    const outputs = resolveOutputs(blueprint, maskingSecrets(lookups, stack));
    checkExports(operation, outputs);
    Object.assign(stack, { outputs, imports: [...imports] });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function bringAboutResource(
  operation: Operation,
  blueprint: ResourceBlueprint,
  present: ResourceState | undefined,
  lookups: Lookups,
): Promise<void> {
  const { logicalId } = blueprint;
  let wanted: ResourceState = { ...blueprint, attributes: {}, status: '', updated: '' };
  try {
    const properties = resolve(blueprint.properties, lookups, `Resources.${logicalId}.Properties`) as Properties;
    wanted = { ...wanted, properties };
  } catch (error) {
    const { message } = error as Error;
    if (present) operation.record(present, 'UPDATE_FAILED', message);
    else operation.record(wanted, 'CREATE_FAILED', message);
    operation.note(present ? 'UPDATE' : 'CREATE', wanted, message);
    throw error;
  }
  if (!present) {
    noticeWhatDoesNothing(operation, wanted);
    await createResource(operation, wanted);
  } else if (isDeepStrictEqual(present.properties, wanted.properties)) {
    const { dependencies, deletionPolicy, updateReplacePolicy } = wanted;
    operation.stack.resources[logicalId] = { ...present, dependencies, deletionPolicy, updateReplacePolicy };
  } else {
    await changeResource(operation, present, wanted);
  }
}

function noticeWhatDoesNothing({ engine, stack }: Operation, { type, logicalId, properties }: ResourceState): void {
  const known = engine.typeOf(type);
  if (!known.properties) return;
  const names = [...known.properties, ...(known.withoutEffect ?? [])];
  for (const name of Object.keys(properties).filter((property) => !names.includes(property))) {
    engine.onNotice(`${stack.name}: the property ${name} of ${logicalId} (${type}) does nothing on this machine.`);
  }
}

// ---- values -------------------------------------------------------------------------------------

function lookupsIn({ stack, engine }: Operation, blueprint: Blueprint, imports: Set<string>): Lookups {
  return {
    mappings: blueprint.mappings,
    condition: (name) => blueprint.conditions.get(name),
    reference: (name) => own(blueprint.values, name) ?? own(stack.resources, name)?.physicalId,
    attribute: (logicalId, attribute) => own(own(stack.resources, logicalId)?.attributes ?? {}, attribute),
    imported: (exportName) => {
      imports.add(exportName);
      const outputs = [...engine.stacks.all].flatMap((other) => (other === stack ? [] : other.outputs));
      return outputs.find((output) => output.exportName === exportName)?.value;
    },
  };
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function maskingSecrets(lookups: Lookups, stack: StackState): Lookups {
  const attribute: Lookups['attribute'] = (logicalId, name) =>
    stack.resources[logicalId]?.noEcho ? '*****' : lookups.attribute(logicalId, name);
  return { ...lookups, attribute };
}

// ---- outputs ------------------------------------------------------------------------------------

function resolveOutputs(blueprint: Blueprint, lookups: Lookups): StackOutput[] {
  return [...blueprint.outputs].map(([key, { Value, Description, Export }]) => {
    const value = String(resolve(Value, lookups, `Outputs.${key}.Value`));
    const exportName = Export && String(resolve(Export.Name, lookups, `Outputs.${key}.Export.Name`));
    return { key, value, description: Description, exportName };
  });
}

/** Names are unique in an account, and what another stack uses neither changes nor goes. */
function checkExports({ stack, engine }: Operation, outputs: readonly StackOutput[]): void {
  const others = [...engine.stacks.all].filter((other) => other !== stack);
  for (const { exportName } of outputs.filter((output) => output.exportName)) {
    const owner = others.find((other) => other.outputs.some((output) => output.exportName === exportName));
    if (owner) throw new ResourceFailure(`Export with name ${exportName} is already exported by stack ${owner.name}.`);
  }
  for (const { exportName, value } of stack.outputs) {
    const user = others.find(({ imports }) => exportName && imports.includes(exportName));
    if (!user || outputs.some((output) => output.exportName === exportName && output.value === value)) continue;
    throw new ResourceFailure(`Export ${exportName} cannot be updated or deleted as it is in use by ${user.name}.`);
  }
}
