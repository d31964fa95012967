import { lastPart } from '../names';
import type { Properties } from '../template/document';
import { makeName, optionalText, type ResourceRequest, type ResourceType, requiredText } from './resource-type';

/** What watches, shows or tells. It is there by name only: on this machine nothing is measured, and nobody is told. */
interface Observer {
  readonly replaceOn: readonly string[];
  readonly physicalId: (request: ResourceRequest) => string;
  readonly attributes: (physicalId: string, request: ResourceRequest) => Properties;
  readonly notice: string;
}

function observer({ replaceOn, physicalId, attributes, notice }: Observer): ResourceType {
  const outcome = (id: string, request: ResourceRequest) => ({ physicalId: id, attributes: attributes(id, request) });
  return {
    replaceOn,
    create(request) {
      request.notice(`${request.logicalId} (${request.type}) does nothing on this machine: ${notice}.`);
      return outcome(physicalId(request), request);
    },
    update: (request) => outcome(request.physicalId, request),
    delete: () => undefined,
  };
}

function arn({ account }: ResourceRequest, service: string, resource: string): string {
  return `arn:aws:${service}:${account.region}:${account.id}:${resource}`;
}

export const cloudWatchAlarm = observer({
  replaceOn: ['AlarmName'],
  physicalId: (request) => optionalText(request.properties, 'AlarmName') ?? makeName(request, 255),
  attributes: (name, request) => ({ Arn: arn(request, 'cloudwatch', `alarm:${name}`) }),
  notice: 'nothing is measured, so there is never an alarm',
});

export const cloudWatchDashboard = observer({
  replaceOn: ['DashboardName'],
  physicalId: (request) => optionalText(request.properties, 'DashboardName') ?? makeName(request, 255),
  attributes: () => ({}),
  notice: 'nothing is measured, so there is nothing to show',
});

export const snsTopic = observer({
  replaceOn: ['TopicName'],
  physicalId: (request) => arn(request, 'sns', optionalText(request.properties, 'TopicName') ?? makeName(request, 256)),
  attributes: (topicArn) => ({ TopicArn: topicArn, TopicName: lastPart(topicArn, ':') }),
  notice: 'nobody is told what is published to it',
});

export const snsSubscription = observer({
  replaceOn: ['Endpoint', 'Protocol', 'TopicArn'],
  physicalId: (request) => `${requiredText(request.properties, 'TopicArn')}:${makeName(request, 60)}`,
  attributes: () => ({}),
  notice: 'nobody is told what is published to its topic',
});
