import type { OperationFact } from '../facts';
import type { Check, Finding } from '../finding';

/** Whether WorkMail answers the unpublished operations to these credentials. */
export const checkOperations: Check = ({ operations, proof }) => {
  const refused = operations.flatMap((fact) => (fact.refusal ? [toFinding(fact, fact.refusal)] : []));
  const answered = operations.filter(({ refusal }) => !refusal).map(({ operation }) => operation);
  return [
    ...(answered.length > 0
      ? [
          {
            area: 'operations',
            code: 'operationsAnswer',
            severity: 'fine',
            sentence: `WorkMail answers ${answered.join(', ')}`,
          } as const,
        ]
      : []),
    ...refused,
    proofFinding(proof),
  ];
};

function toFinding({ operation }: OperationFact, refusal: NonNullable<OperationFact['refusal']>): Finding {
  const CODES: Readonly<Record<string, string>> = {
    unknownOperation: 'operationUnknown',
    accessDenied: 'operationDenied',
  };
  return {
    area: 'operations',
    code: CODES[refusal.meaning ?? ''] ?? 'operationFailed',
    severity: 'problem',
    sentence: refusal.problem.includes(operation) ? refusal.problem : `${operation}: ${refusal.problem}`,
    cure: refusal.remedy,
  };
}

function proofFinding(proof: Parameters<Check>[0]['proof']): Finding {
  if (!proof) {
    return {
      area: 'operations',
      code: 'writingUnproven',
      severity: 'unproven',
      sentence: 'Whether WorkMail lets these credentials write rules was not tried',
      cure: '--prove makes and removes a rule that matches no mail',
    };
  }
  if ('value' in proof) {
    const sentence = 'WorkMail let these credentials make a rule, tells it as it was made, and let them remove it';
    return { area: 'operations', code: 'writingProven', severity: 'fine', sentence };
  }
  const { problem, remedy } = proof.refusal;
  const sentence = `No rule can be made and removed: ${problem}`;
  return { area: 'operations', code: 'writingRefused', severity: 'problem', sentence, cure: remedy };
}
