"""Makes the mistake that it is told to make, and prints the error."""

import sys

from aws_cdk import App, Duration, Stack
from aws_cdk.aws_lambda import Code, Function, Runtime
from cdk_workmail_flow import InboundAction, InboundMailFlowRule, InboundRunLambdaOptions, Organization, RunLambdaRules

ORGANIZATION_ID = "m-0123456789abcdef0123456789abcdef"


def organization_in(stack, id="Organization"):
    return Organization.from_organization_id(stack, id, ORGANIZATION_ID)


def function_in(stack):
    code = Code.from_inline("exports.handler = async () => {};")
    return Function(stack, "Function", code=code, runtime=Runtime.NODEJS_22_X, handler="index.handler")


def rule(stack, id, rule_name, senders):
    organization = organization_in(stack, f"{id}Organization")
    InboundMailFlowRule(
        stack, id, organization=organization, rule_name=rule_name, senders=senders, action=InboundAction.drop()
    )


def same_name(stack):
    rule(stack, "First", "partners", ["partner.example"])
    rule(stack, "Second", "Partners", ["*.partner.example"])


def fallback_action(stack):
    inbound = InboundRunLambdaOptions(synchronous=True, rule_timeout=Duration.minutes(30))
    RunLambdaRules(stack, "Rules", organization=organization_in(stack), function=function_in(stack), inbound=inbound)


def recipients(stack):
    action = InboundAction.run_lambda_synchronously(
        function_in(stack), fallback_action=InboundAction.deliver(), rule_timeout=Duration.minutes(30)
    )
    InboundMailFlowRule(
        stack,
        "Rule",
        organization=organization_in(stack),
        rule_name="screen",
        recipients=["sales@corp.example"],
        action=action,
    )


MISTAKES = {
    "organizationId": lambda stack: Organization.from_organization_id(stack, "Organization", "m-1"),
    "pattern": lambda stack: rule(stack, "Rule", "partners", ["a+b@partner.example"]),
    "sameName": same_name,
    "fallbackAction": fallback_action,
    "recipients": recipients,
}


app = App()
try:
    MISTAKES[sys.argv[1]](Stack(app, "Mistake"))
    app.synth()
except RuntimeError as error:
    print(error)
