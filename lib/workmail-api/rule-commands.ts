import * as commands from './commands';

/** The commands for one rule, by direction. */
export const RULE_COMMANDS = {
  INBOUND: {
    Create: commands.CreateInboundMailFlowRuleCommand,
    Update: commands.UpdateInboundMailFlowRuleCommand,
    Describe: commands.DescribeInboundMailFlowRuleCommand,
    Delete: commands.DeleteInboundMailFlowRuleCommand,
  },
  OUTBOUND: {
    Create: commands.CreateOutboundMailFlowRuleCommand,
    Update: commands.UpdateOutboundMailFlowRuleCommand,
    Describe: commands.DescribeOutboundMailFlowRuleCommand,
    Delete: commands.DeleteOutboundMailFlowRuleCommand,
  },
} as const;
