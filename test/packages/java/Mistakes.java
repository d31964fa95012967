package example;

import io.github.cdkworkmailflow.IOrganization;
import io.github.cdkworkmailflow.InboundAction;
import io.github.cdkworkmailflow.InboundMailFlowRule;
import io.github.cdkworkmailflow.InboundRunLambdaOptions;
import io.github.cdkworkmailflow.InboundSynchronousLambdaOptions;
import io.github.cdkworkmailflow.Organization;
import io.github.cdkworkmailflow.RunLambdaRules;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;

/** Makes the mistake that it is told to make, and prints the error. */
public final class Mistakes {
    private static IOrganization organizationIn(final Stack stack, final String id) {
        return Organization.fromOrganizationId(stack, id, "m-0123456789abcdef0123456789abcdef");
    }

    private static Function functionIn(final Stack stack) {
        return Function.Builder.create(stack, "Function")
                .code(Code.fromInline("exports.handler = async () => {};"))
                .runtime(Runtime.NODEJS_22_X)
                .handler("index.handler")
                .build();
    }

    private static void rule(final Stack stack, final String id, final String ruleName, final String sender) {
        InboundMailFlowRule.Builder.create(stack, id)
                .organization(organizationIn(stack, id + "Organization"))
                .ruleName(ruleName)
                .senders(List.of(sender))
                .action(InboundAction.drop())
                .build();
    }

    private static void make(final Stack stack, final String mistake) {
        switch (mistake) {
            case "organizationId":
                Organization.fromOrganizationId(stack, "Organization", "m-1");
                break;
            case "pattern":
                rule(stack, "Rule", "partners", "a+b@partner.example");
                break;
            case "sameName":
                rule(stack, "First", "partners", "partner.example");
                rule(stack, "Second", "Partners", "*.partner.example");
                break;
            case "fallbackAction":
                RunLambdaRules.Builder.create(stack, "Rules")
                        .organization(organizationIn(stack, "Organization"))
                        .function(functionIn(stack))
                        .inbound(InboundRunLambdaOptions.builder()
                                .synchronous(true)
                                .ruleTimeout(Duration.minutes(30))
                                .build())
                        .build();
                break;
            case "recipients":
                InboundMailFlowRule.Builder.create(stack, "Rule")
                        .organization(organizationIn(stack, "Organization"))
                        .ruleName("screen")
                        .recipients(List.of("sales@corp.example"))
                        .action(InboundAction.runLambdaSynchronously(
                                functionIn(stack),
                                InboundSynchronousLambdaOptions.builder()
                                        .fallbackAction(InboundAction.deliver())
                                        .ruleTimeout(Duration.minutes(30))
                                        .build()))
                        .build();
                break;
            default:
                throw new IllegalArgumentException(mistake);
        }
    }

    public static void main(final String[] args) {
        final App app = new App();
        try {
            make(new Stack(app, "Mistake"), args[0]);
            app.synth();
        } catch (final RuntimeException error) {
            System.out.println(error.getMessage());
        }
    }

    private Mistakes() {}
}
