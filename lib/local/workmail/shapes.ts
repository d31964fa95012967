import { ACTIONS, type Direction, LAMBDA_ACTION, SENDER_CONDITION } from '../../rules';
import { ServiceError } from './service-error';

/** The type of a value on the wire: a simple one, a list, or a structure with the types of its members. */
export type Shape = 'string' | 'integer' | 'boolean' | readonly [Shape] | Structure;
export interface Structure {
  readonly [member: string]: Shape;
}

/**
 * Reads a JSON value as AWS's services read it: null is the same as absent, members that the structure does not have are
 * dropped, and a value of another type is refused, text in place of a number too.
 */
export function deserialize(shape: Shape, value: unknown, path = ''): unknown {
  if (shape === 'integer') return Number.isSafeInteger(value) ? value : refuse(value, path, 'an integer');
  if (typeof shape === 'string') return typeof value === shape ? value : refuse(value, path, `a ${shape}`);
  if (isList(shape)) {
    if (!Array.isArray(value)) refuse(value, path, 'a list');
    return (value as unknown[]).map((item, index) => deserialize(shape[0], item, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(value, path, 'a structure');
  const members = Object.entries(shape).flatMap(([name, type]) => {
    const member = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (member === undefined || member === null) return [];
    return [[name, deserialize(type, member, path === '' ? name : `${path}.${name}`)]];
  });
  return Object.fromEntries(members);
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

/** Tells the type and not the value, which may be a password. */
function refuse(value: unknown, path: string, wanted: string): never {
  const actual = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
  throw new ServiceError('malformed', `${path || 'The request'} is ${actual}, and must be ${wanted}.`);
}

// ---- rules --------------------------------------------------------------------------------------

const PATTERNS: Structure = { Patterns: ['string'] };

export const RULE: Readonly<Record<Direction, Structure>> = { INBOUND: rule('INBOUND'), OUTBOUND: rule('OUTBOUND') };

function rule(direction: Direction): Structure {
  const lambda = LAMBDA_ACTION[direction];
  const dispositions = Object.fromEntries(
    ACTIONS[direction]
      .filter(({ member }) => member !== lambda)
      .map(({ member }) => [member, member === 'SmtpRoutingAction' ? { SmtpGatewayName: 'string' } : {}]),
  ) as Structure;
  const synchronous: Structure = { RetryPeriodMinutes: 'integer', FallbackAction: dispositions };
  return {
    Name: 'string',
    Condition: { [SENDER_CONDITION[direction]]: PATTERNS, DestinationRuleCondition: PATTERNS },
    Action: { ...dispositions, [lambda]: { Arn: 'string', SynchronousLambdaParameters: synchronous } },
  };
}
