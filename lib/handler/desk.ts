import { DESK_VARIABLE } from '../run-lambda';

/**
 * Whether this is a place where nobody's mail waits for an answer: a test, the local WorkMail, or AWS's own command line
 * for serverless applications (SAM).
 */
export function isDesk(): boolean {
  const { AWS_LAMBDA_FUNCTION_NAME, AWS_SAM_LOCAL, [DESK_VARIABLE]: desk } = process.env;
  return !AWS_LAMBDA_FUNCTION_NAME || AWS_SAM_LOCAL === 'true' || desk === 'true';
}
