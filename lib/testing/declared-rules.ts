import { type PreviewOptions, previewAssembly } from '../local/cloudformation';
import { lookedUpOrganizations } from './organizations';
import { type FoundRule, findValidRules } from './rule-set';
import { selectStacks } from './selected-stacks';

/** Which of the rules that an app declares. */
export interface DeclaredRulesOptions extends Partial<PreviewOptions> {
  /** The stacks whose rules these are, by name or id. @default all */
  readonly stacks?: readonly string[];
}

/** The rules that the stacks of a cloud assembly declare, of all organizations, each with its place. */
export function declaredRules(folder: string, { stacks, ...options }: DeclaredRulesOptions = {}): FoundRule[] {
  const all = previewAssembly(folder, options);
  return findValidRules(selectStacks(all, stacks), all);
}

/** The ids of the organizations that resources of a cloud assembly name, rules or others; none of those by alias. */
export function declaredOrganizations(folder: string): string[] {
  const stacks = previewAssembly(folder);
  const lookedUp = lookedUpOrganizations(stacks);
  const resources = stacks.flatMap((stack) => stack.resources((type) => type.startsWith('Custom::WorkMail')));
  const ids = resources.map(({ stack, logicalId }) => stack.property(logicalId, 'OrganizationId').value);
  return [...new Set(ids.filter((id) => typeof id === 'string' && !lookedUp.has(id)))] as string[];
}
