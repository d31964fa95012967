import { setTimeout as pause } from 'node:timers/promises';
import type { LocalWorkMail } from '../../../lib/local';
import type { DeclaredGateway } from './model';

/** What stands of a stack's gateway, and the passwords of which it has one. */
interface StandingGateway {
  readonly declared: DeclaredGateway;
  readonly passwords: ReadonlySet<string>;
}

/** The gateways of a life: what is declared, what WorkMail should have, and the secret that they share. */
export class Gateways {
  private readonly standing: Record<string, StandingGateway> = {};
  private rotations = 0;

  constructor(
    private readonly workmail: LocalWorkMail,
    private readonly organizationId: string,
    /** Gives the secret a new value. */
    private readonly put: (password: string) => void,
  ) {
    this.put(this.password);
  }

  private get password(): string {
    return `password ${this.rotations}`;
  }

  /**
   * A deployment must fail that wants the name of another stack's gateway, and one that gives the name of its own gateway
   * to another construct and changes it at the same time.
   */
  wantsTakenName(stackName: string, declared: DeclaredGateway | undefined): boolean {
    if (!declared) return false;
    const others = Object.entries(this.standing).filter(([name]) => name !== stackName);
    if (others.some(([, other]) => other.declared.name === declared.name)) return true;
    const own = this.standing[stackName]?.declared;
    return own?.name === declared.name && own.constructId !== declared.constructId && own.port !== declared.port;
  }

  accept(stackName: string, declared: DeclaredGateway | undefined): void {
    const before = this.standing[stackName];
    if (!declared) {
      delete this.standing[stackName];
      return;
    }
    const settings = ({ constructId, name, port }: DeclaredGateway) => `${constructId} ${name} ${port}`;
    const isAsBefore = before && settings(before.declared) === settings(declared);
    this.standing[stackName] = { declared, passwords: isAsBefore ? before.passwords : new Set([this.password]) };
  }

  /** A roll-back writes the settings that were, and with them the password that the secret has now. */
  rolledBack(stackName: string): void {
    const before = this.standing[stackName];
    if (before) this.standing[stackName] = { ...before, passwords: new Set([...before.passwords, this.password]) };
  }

  /** Somebody gives the secret a new value. */
  async rotate(): Promise<string> {
    this.rotations++;
    for (const [stackName, { declared, passwords }] of Object.entries(this.standing)) {
      this.standing[stackName] = { declared, passwords: declared.rotates ? new Set([this.password]) : passwords };
    }
    this.put(this.password);
    for (const end = Date.now() + 10_000; this.problem() !== undefined && Date.now() < end; ) await pause(20);
    return `somebody rotates the password to "${this.password}"`;
  }

  /** What is not as it must be. */
  problem(): string | undefined {
    const organization = this.workmail.organizations.find(
      ({ organizationId }) => organizationId === this.organizationId,
    );
    const text = (name: string, port: number) => `${name} at ${port}`;
    const live = organization!.smtpGateways.map(({ SmtpGatewayName, PortNumber }) => text(SmtpGatewayName, PortNumber));
    const standing = Object.values(this.standing);
    const expected = standing.map(({ declared: { name, port } }) => text(name, port));
    const [is, should] = [live, expected].map((names) => names.toSorted().join(', '));
    if (is !== should) return `the gateways are ${is || 'none'} and should be ${should || 'none'}`;
    const wrong = standing.find(({ declared: { name }, passwords }) => !this.hasOneOf(name, passwords));
    return wrong && `the gateway ${wrong.declared.name} should have ${[...wrong.passwords].join(' or ')}`;
  }

  private hasOneOf(name: string, passwords: ReadonlySet<string>): boolean {
    return [...passwords].some((password) => this.workmail.isGatewayPassword(this.organizationId, name, password));
  }
}
