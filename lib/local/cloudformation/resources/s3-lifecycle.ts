import type { LifecycleRule } from '../../s3';
import type { Properties } from '../template/document';
import { listOf, optionalNumber, optionalRecord, optionalText } from './resource-type';

/** What a rule may say of which objects it means, and what is not looked at here: such a rule is not followed. */
const CHOICES = ['TagFilters', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'];

/** How long a bucket keeps what is in it. What becomes of storage classes and of unfinished uploads has no meaning here. */
export function readLifecycle(properties: Properties, notice: (about: string) => void): LifecycleRule[] {
  const rules = listOf<Properties>(optionalRecord(properties, 'LifecycleConfiguration') ?? {}, 'Rules');
  return rules.flatMap((rule) => {
    if (rule.Status !== 'Enabled') return [];
    const choice = CHOICES.find((name) => rule[name] !== undefined);
    if (choice) {
      notice(`a rule of its lifecycle with ${choice} is not followed on this machine.`);
      return [];
    }
    const noncurrent = optionalRecord(rule, 'NoncurrentVersionExpiration');
    return {
      prefix: optionalText(rule, 'Prefix'),
      expirationDays: optionalNumber(rule, 'ExpirationInDays'),
      noncurrentDays: noncurrent
        ? optionalNumber(noncurrent, 'NoncurrentDays')
        : optionalNumber(rule, 'NoncurrentVersionExpirationInDays'),
    };
  });
}
