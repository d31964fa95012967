"""The stack of screening-stack.ts in Python."""

from pathlib import Path

from aws_cdk import App, Duration, Stack
from aws_cdk.aws_lambda import Code, Function, Runtime
from cdk_workmail_flow import (
    InboundAction,
    InboundMailFlowRule,
    InboundRunLambdaOptions,
    MailFlowFunction,
    Organization,
    OutboundAction,
    OutboundRunLambdaOptions,
    RunLambdaRules,
)
from constructs import Construct

FUNCTIONS = Path(__file__).parent.parent / "functions"
ORGANIZATION_ID = "m-0123456789abcdef0123456789abcdef"


class ScreeningStack(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        organization = Organization.from_organization_id(self, "Organization", ORGANIZATION_ID)

        # Every message waits for this function's answer.
        MailFlowFunction(
            self,
            "Screening",
            organization=organization,
            code=Code.from_asset(str(FUNCTIONS / "screening")),
            runtime=Runtime.NODEJS_22_X,
            handler="index.handler",
            environment={"CLOSED_MAILBOXES": "former@corp.example"},
            inbound=InboundRunLambdaOptions(
                rule_name="screen-inbound",
                synchronous=True,
                fallback_action=InboundAction.deliver(),
                rule_timeout=Duration.minutes(30),
            ),
            outbound=OutboundRunLambdaOptions(
                rule_name="screen-outbound",
                synchronous=True,
                fallback_action=OutboundAction.bounce(),
                rule_timeout=Duration.minutes(5),
            ),
        )

        # More specific rules win: mail of the partner and of the newsletter is not screened, only watched.
        audit = Function(
            self,
            "Audit",
            code=Code.from_asset(str(FUNCTIONS / "audit")),
            runtime=Runtime.PYTHON_3_13,
            handler="audit.handler",
        )
        RunLambdaRules(
            self,
            "AuditRules",
            organization=organization,
            function=audit,
            inbound=InboundRunLambdaOptions(
                rule_name="watch-partner", synchronous=False, senders=["partner.example"]
            ),
            outbound=OutboundRunLambdaOptions(
                rule_name="watch-newsletter", synchronous=False, senders=["newsletter@corp.example"]
            ),
        )

        InboundMailFlowRule(
            self,
            "Blocked",
            organization=organization,
            rule_name="blocked",
            senders=["*.junk.example"],
            action=InboundAction.drop(),
        )


if __name__ == "__main__":
    app = App()
    ScreeningStack(app, "Screening")
    app.synth()
