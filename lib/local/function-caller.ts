import { workmailPrincipal } from '../rules';
import type { Invoke } from '../simulator';
import type { LocalCloudFormation } from './cloudformation';
import type { LocalWorkMail } from './workmail';

/** Calls deployed functions as WorkMail does: by its principal, for an organization. */
export function functionCaller(
  cloudFormation: LocalCloudFormation,
  workmail: LocalWorkMail,
  organizationId: string,
): Invoke {
  const caller = {
    principal: workmailPrincipal(workmail.region),
    sourceArn: workmail.organizationArn(organizationId),
    sourceAccount: workmail.account,
  };
  return async ({ functionArn, payload }) => {
    try {
      return await cloudFormation.invokeAsService({ ...caller, functionArn, payload });
    } catch (error) {
      // No such function, or no permission to invoke it: to WorkMail, both are a function that fails.
      const { name, message } = error as Error;
      return { kind: 'error', errorType: name, message, milliseconds: 0 };
    }
  };
}
