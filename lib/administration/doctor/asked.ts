import type { Connection } from '../connection';
import { AdministrationError } from '../error';
import type { Asked } from './facts';

/** What is refused is a fact too. */
export async function asked<Value>(ask: () => Promise<Value>): Promise<Asked<Value>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (error instanceof AdministrationError) return { refusal: error };
    throw error;
  }
}

/** The same of a service that may not be there: beside a WorkMail on this machine, AWS itself is not asked. */
export async function unlessAbsent<Value>(
  connection: Connection,
  service: Parameters<Connection['has']>[0],
  ask: () => Promise<Value>,
): Promise<Asked<Value>> {
  if (connection.has(service)) return asked(ask);
  const problem = `WorkMail is on this machine, and no endpoint is given for ${service}`;
  return { refusal: new AdministrationError('UNREACHABLE', problem, `Set AWS_ENDPOINT_URL_${service}`) };
}
