import { createHmac, randomBytes } from 'node:crypto';

/**
 * The passwords of SMTP gateways, so that a test can ask whether one arrived, and nobody can read it: hashes under a key
 * that this process makes up, in memory only.
 */
export class GatewayPasswords {
  private readonly key = randomBytes(32);
  private readonly hashes = new Map<string, string>();

  set(organizationId: string, gatewayName: string, password: string): void {
    this.hashes.set(`${organizationId}/${gatewayName}`, this.hash(password));
  }

  is(organizationId: string, gatewayName: string, password: string): boolean {
    return this.hashes.get(`${organizationId}/${gatewayName}`) === this.hash(password);
  }

  delete(organizationId: string, gatewayName: string): void {
    this.hashes.delete(`${organizationId}/${gatewayName}`);
  }

  private hash(password: string): string {
    return createHmac('sha256', this.key).update(password).digest('base64');
  }
}
