package example;

import io.github.cdkworkmailflow.IOrganization;
import io.github.cdkworkmailflow.InboundAction;
import io.github.cdkworkmailflow.InboundMailFlowRule;
import io.github.cdkworkmailflow.InboundRunLambdaOptions;
import io.github.cdkworkmailflow.MailFlowFunction;
import io.github.cdkworkmailflow.Organization;
import io.github.cdkworkmailflow.OutboundAction;
import io.github.cdkworkmailflow.OutboundRunLambdaOptions;
import io.github.cdkworkmailflow.RunLambdaRules;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.constructs.Construct;

/** The stack of screening-stack.ts in Java. */
public final class ScreeningStack extends Stack {
    private static final String FUNCTIONS = "../functions";

    public ScreeningStack(final Construct scope, final String id) {
        super(scope, id);
        final IOrganization organization =
                Organization.fromOrganizationId(this, "Organization", "m-0123456789abcdef0123456789abcdef");

        // Every message waits for this function's answer.
        MailFlowFunction.Builder.create(this, "Screening")
                .organization(organization)
                .code(Code.fromAsset(FUNCTIONS + "/screening"))
                .runtime(Runtime.NODEJS_22_X)
                .handler("index.handler")
                .environment(Map.of("CLOSED_MAILBOXES", "former@corp.example"))
                .inbound(InboundRunLambdaOptions.builder()
                        .ruleName("screen-inbound")
                        .synchronous(true)
                        .fallbackAction(InboundAction.deliver())
                        .ruleTimeout(Duration.minutes(30))
                        .build())
                .outbound(OutboundRunLambdaOptions.builder()
                        .ruleName("screen-outbound")
                        .synchronous(true)
                        .fallbackAction(OutboundAction.bounce())
                        .ruleTimeout(Duration.minutes(5))
                        .build())
                .build();

        // More specific rules win: mail of the partner and of the newsletter is not screened, only watched.
        final Function audit = Function.Builder.create(this, "Audit")
                .code(Code.fromAsset(FUNCTIONS + "/audit"))
                .runtime(Runtime.PYTHON_3_13)
                .handler("audit.handler")
                .build();
        RunLambdaRules.Builder.create(this, "AuditRules")
                .organization(organization)
                .function(audit)
                .inbound(InboundRunLambdaOptions.builder()
                        .ruleName("watch-partner")
                        .synchronous(false)
                        .senders(List.of("partner.example"))
                        .build())
                .outbound(OutboundRunLambdaOptions.builder()
                        .ruleName("watch-newsletter")
                        .synchronous(false)
                        .senders(List.of("newsletter@corp.example"))
                        .build())
                .build();

        InboundMailFlowRule.Builder.create(this, "Blocked")
                .organization(organization)
                .ruleName("blocked")
                .senders(List.of("*.junk.example"))
                .action(InboundAction.drop())
                .build();
    }
}
