import { unknownIn } from '../account/event-pattern';
import { ResourceFailure } from '../errors';
import type { Properties } from '../template/document';
import {
  listOf,
  makeName,
  optionalRecord,
  optionalText,
  type ResourceRequest,
  type ResourceType,
  requiredText,
} from './resource-type';

/** A rule of the default event bus that calls functions. A schedule does nothing on this machine. */
export const eventsRule: ResourceType = {
  properties: ['EventPattern', 'Name', 'State', 'Targets'],
  withoutEffect: ['Description', 'Tags'],
  replaceOn: ['Name'],
  create(request) {
    const name = optionalText(request.properties, 'Name') ?? makeName(request, 64);
    if (request.account.eventRules.get(name)) throw new ResourceFailure(`Rule ${name} already exists.`);
    return put(request, name);
  },
  update: (request) => put(request, request.physicalId),
  delete({ account, physicalId }) {
    account.eventRules.remove(physicalId);
  },
};

function put({ account, properties, logicalId, notice }: ResourceRequest, name: string) {
  const pattern = optionalRecord(properties, 'EventPattern') ?? {};
  const unknown = unknownIn(pattern);
  if (unknown) throw new ResourceFailure(`Event pattern is not valid on this machine: ${unknown} is not known here`);
  const targets = listOf<Properties>(properties, 'Targets').map((target) => {
    const others = Object.keys(target).filter((member) => !['Arn', 'Id', 'Input', 'RetryPolicy'].includes(member));
    for (const member of others) notice(`${logicalId}: ${member} of a target does nothing on this machine.`);
    return { arn: requiredText(target, 'Arn'), input: optionalText(target, 'Input') };
  });
  // Without a pattern it is a schedule, and no event matches.
  const isEnabled = properties.State !== 'DISABLED' && Object.keys(pattern).length > 0;
  const { arn } = account.eventRules.put(name, { pattern, targets, isEnabled });
  return { physicalId: name, attributes: { Arn: arn } };
}
