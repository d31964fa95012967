import type { Direction, Rule } from '../rules';
import { describeRule, RULE_COMMANDS } from '../workmail-api';
import type { Connection } from './connection';

/** The rules of one direction of an organization, one by one. */
export class RuleWriter {
  constructor(
    private readonly connection: Connection,
    private readonly organizationId: string,
    private readonly direction: Direction,
  ) {}

  /** The rule's document; undefined if there is none of that name. */
  read(name: string): Promise<Rule | undefined> {
    const { connection, organizationId, direction } = this;
    return this.ask('Describe', describeRule(connection.workmail, organizationId, direction, name));
  }

  async create(rule: Rule): Promise<void> {
    await this.write('Create', rule);
  }

  async update(rule: Rule): Promise<void> {
    await this.write('Update', rule);
  }

  async remove(RuleName: string): Promise<void> {
    const Command = RULE_COMMANDS[this.direction].Delete;
    const command = new Command({ OrganizationId: this.organizationId, RuleName });
    await this.ask('Delete', this.connection.workmail.send(command));
  }

  private write(verb: 'Create' | 'Update', rule: Rule): Promise<unknown> {
    const Command = RULE_COMMANDS[this.direction][verb];
    const command = new Command({ OrganizationId: this.organizationId, Rule: rule as never });
    // of two classes, so that no overload takes it
    return this.ask(verb, this.connection.workmail.send(command as never));
  }

  private ask<Output>(verb: string, call: Promise<Output>): Promise<Output> {
    const word = this.direction === 'INBOUND' ? 'Inbound' : 'Outbound';
    return this.connection.ask(`workmail:${verb}${word}MailFlowRule`, call, this.organizationId);
  }
}
