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
