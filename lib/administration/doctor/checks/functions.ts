import { evaluateResourcePolicy, type PolicyDocument } from '../../../local/access';
import { ruleCommand, shellWord, workmailPrincipal } from '../../../rules';
import { ANSWER_MILLISECONDS } from '../../../run-lambda';
import type { LiveOrganization } from '../../organization';
import type { FunctionConfiguration, FunctionFact } from '../facts';
import type { Check, Finding } from '../finding';
import { isHere } from '../functions';

/** Whether WorkMail can run the functions that rules name, and in time. */
export const checkFunctions: Check = ({ functions, organization, region }) =>
  functions.flatMap((fact) => {
    const usedBy = fact.usedBy.filter(({ paused }) => !paused);
    if (usedBy.length === 0) return findingsOf(fact, organization, region).flatMap(whenResumed);
    const inForce = { ...fact, usedBy };
    const found = findingsOf(inForce, organization, region);
    const ready = `${subject(inForce)} can be invoked by WorkMail`;
    return found.length > 0 ? found : [finding('functionReady', 'fine', ready)];
  });

/** While all its rules are paused, nothing runs a function. */
function whenResumed({ code, severity, sentence, cure }: Finding): Finding[] {
  const isTrouble = severity === 'problem' || severity === 'warning';
  return isTrouble ? [finding(code, 'note', `When the pause ends: ${sentence}`, cure)] : [];
}

function findingsOf(fact: FunctionFact, organization: LiveOrganization, region: string): Finding[] {
  const { arn, configuration, policy } = fact;
  if (!isHere(arn, organization)) {
    const sentence = `${subject(fact)} is not in the Region and account of the organization, and WorkMail runs no others`;
    return [finding('functionElsewhere', 'problem', sentence, 'Deploy the function there, and name it in the rule')];
  }
  if ('refusal' in configuration) {
    const { problem, remedy } = configuration.refusal;
    return [finding('functionUnproven', 'unproven', `${subject(fact)}: ${problem}`, remedy)];
  }
  if (!configuration.value) {
    const meanwhile = isWaitedFor(fact) ? DELAYED : UNSEEN;
    const sentence = `${subject(fact)} does not exist: ${meanwhile}`;
    return [finding('functionMissing', 'problem', sentence, `Deploy it, or ${pauseOrChange(fact)}`)];
  }
  const permission =
    'refusal' in policy
      ? [
          finding(
            'permissionUnproven',
            'unproven',
            `${subject(fact)}: ${policy.refusal.problem}`,
            policy.refusal.remedy,
          ),
        ]
      : permissionFindings(fact, policy.value, organization, region);
  return [...configurationFindings(fact, configuration.value), ...permission];
}

/** What becomes of mail while there is nothing to run. */
const DELAYED = 'WorkMail delays each message of a synchronous rule until its fallback';
const UNSEEN = 'mail goes its way, and the function sees none of it';

/** Whether mail waits for the function: a rule that is asynchronous delays nothing, and has no fallback. */
function isWaitedFor({ usedBy }: FunctionFact): boolean {
  return usedBy.some(({ synchronous }) => synchronous);
}

function configurationFindings(fact: FunctionFact, configuration: FunctionConfiguration): Finding[] {
  const { timeoutSeconds, state, stateReason, reservedConcurrency } = configuration;
  const findings: Finding[] = [];
  if (state === 'Failed' || state === 'Pending') {
    const sentence = `${subject(fact)} is ${state}${stateReason ? `: ${stateReason}` : ''}`;
    findings.push(finding('functionNotActive', 'problem', sentence, 'Look at it in the Lambda console'));
  }
  if (reservedConcurrency === 0) {
    const meanwhile = isWaitedFor(fact) ? DELAYED : UNSEEN;
    const sentence = `${subject(fact)} has a reserved concurrency of 0, with which Lambda never runs it: ${meanwhile}`;
    findings.push(finding('functionSwitchedOff', 'problem', sentence, `Raise it, or ${pauseOrChange(fact)}`));
  }
  const limit = ANSWER_MILLISECONDS / 1000;
  if (isWaitedFor(fact) && timeoutSeconds > limit) {
    const sentence = `${subject(fact)} has a time-out of ${timeoutSeconds} seconds behind a synchronous rule: WorkMail counts a call as failed after ${limit} seconds and calls again while the first call may still run`;
    findings.push(finding('functionTimeout', 'warning', sentence, `Set the time-out to ${limit} seconds or less`));
  }
  return findings;
}

function permissionFindings(
  fact: FunctionFact,
  text: string | undefined,
  organization: LiveOrganization,
  region: string,
): Finding[] {
  const policy = readPolicy(text);
  const service = workmailPrincipal(region);
  const account = organization.arn.split(':')[4] ?? '';
  const wish = { action: 'lambda:InvokeFunction', resource: fact.arn };
  const own = { 'aws:SourceArn': organization.arn, 'aws:SourceAccount': account };
  const verdict = (context: Record<string, string>) =>
    evaluateResourcePolicy(policy, { service }, { ...wish, context });
  const command = addPermissionCommand(fact.arn, organization.arn, service, account);
  if (verdict(own) !== 'allowed') {
    const denied = verdict(own) === 'explicitDeny';
    const sentence = `WorkMail may not invoke ${lower(subject(fact))}: its resource policy ${denied ? 'denies it' : `allows it to ${principalsOf(policy)}, and not to ${service} for this organization`}`;
    return [
      finding('permissionMissing', 'problem', sentence, denied ? 'Remove the statement that denies it' : command),
    ];
  }
  // the same question for an organization of somebody else
  const stranger = organization.arn.replace(/:\d{12}:organization\/m-.*/, ':000000000000:organization/m-stranger');
  if (verdict({ 'aws:SourceArn': stranger, 'aws:SourceAccount': '000000000000' }) !== 'allowed') return [];
  const sentence = `${subject(fact)} can be invoked by WorkMail for organizations of other accounts too: its resource policy names neither the organization nor the account`;
  return [finding('permissionTooWide', 'warning', sentence, `Remove that statement, after: ${command}`)];
}

/** A policy that cannot be read allows nothing. */
function readPolicy(text: string | undefined): PolicyDocument {
  try {
    const document: unknown = JSON.parse(text ?? '');
    return typeof document === 'object' && document !== null ? (document as PolicyDocument) : { Statement: [] };
  } catch {
    return { Statement: [] };
  }
}

function principalsOf({ Statement }: PolicyDocument): string {
  const principals = [Statement].flat().map(({ Principal }) => JSON.stringify(Principal));
  return principals.length > 0 ? principals.join(', ') : 'nobody';
}

function addPermissionCommand(arn: string, organizationArn: string, service: string, account: string): string {
  const [, , , region, , , , qualifier] = arn.split(':');
  const name = arn.split(':').slice(0, 7).join(':');
  const alias = qualifier === undefined ? '' : ` --qualifier ${shellWord(qualifier)}`;
  return `aws lambda add-permission --region ${region} --function-name ${shellWord(name)}${alias} --statement-id AllowWorkMail --action lambda:InvokeFunction --principal ${service} --source-arn ${organizationArn} --source-account ${account}`;
}

function pauseOrChange({ usedBy }: FunctionFact): string {
  const ways = usedBy.map(({ name, paused }) => (paused ? 'leave the rule paused' : ruleCommand('pause', name)));
  return [...new Set(ways)].join(', ');
}

function subject({ arn, usedBy }: FunctionFact): string {
  const rules = usedBy.map(
    ({ direction, name, synchronous }) =>
      `${synchronous ? 'synchronous' : 'asynchronous'} ${direction.toLowerCase()} rule ${JSON.stringify(name)}`,
  );
  return `The function ${arn} of the ${rules.slice(0, 3).join(' and the ')}${rules.length > 3 ? ` and ${rules.length - 3} more` : ''}`;
}

function lower(text: string): string {
  return text.replace(/^./, (first) => first.toLowerCase());
}

function finding(code: string, severity: Finding['severity'], sentence: string, cure?: string): Finding {
  return { area: 'functions', code, severity, sentence, ...(cure !== undefined && { cure }) };
}
