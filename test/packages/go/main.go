// Makes the mistake that it is told to make, and prints the error.
package main

import (
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
	flow "github.com/cdk-workmail-flow/cdk-workmail-flow-go/cdkworkmailflow"
)

func organizationIn(stack awscdk.Stack, id string) flow.IOrganization {
	organizationID := jsii.String("m-0123456789abcdef0123456789abcdef")
	return flow.Organization_FromOrganizationId(stack, &id, organizationID)
}

func functionIn(stack awscdk.Stack) awslambda.Function {
	return awslambda.NewFunction(stack, jsii.String("Function"), &awslambda.FunctionProps{
		Code:    awslambda.Code_FromInline(jsii.String("exports.handler = async () => {};")),
		Runtime: awslambda.Runtime_NODEJS_22_X(),
		Handler: jsii.String("index.handler"),
	})
}

func rule(stack awscdk.Stack, id string, ruleName string, sender string) {
	flow.NewInboundMailFlowRule(stack, &id, &flow.InboundMailFlowRuleProps{
		Organization: organizationIn(stack, id+"Organization"),
		RuleName:     &ruleName,
		Senders:      jsii.Strings(sender),
		Action:       flow.InboundAction_Drop(),
	})
}

var mistakes = map[string]func(stack awscdk.Stack){
	"organizationId": func(stack awscdk.Stack) {
		flow.Organization_FromOrganizationId(stack, jsii.String("Organization"), jsii.String("m-1"))
	},
	"pattern": func(stack awscdk.Stack) { rule(stack, "Rule", "partners", "a+b@partner.example") },
	"sameName": func(stack awscdk.Stack) {
		rule(stack, "First", "partners", "partner.example")
		rule(stack, "Second", "Partners", "*.partner.example")
	},
	"fallbackAction": func(stack awscdk.Stack) {
		flow.NewRunLambdaRules(stack, jsii.String("Rules"), &flow.RunLambdaRulesProps{
			Organization: organizationIn(stack, "Organization"),
			Function:     functionIn(stack),
			Inbound: &flow.InboundRunLambdaOptions{
				Synchronous: jsii.Bool(true),
				RuleTimeout: awscdk.Duration_Minutes(jsii.Number(30)),
			},
		})
	},
	"recipients": func(stack awscdk.Stack) {
		flow.NewInboundMailFlowRule(stack, jsii.String("Rule"), &flow.InboundMailFlowRuleProps{
			Organization: organizationIn(stack, "Organization"),
			RuleName:     jsii.String("screen"),
			Recipients:   jsii.Strings("sales@corp.example"),
			Action: flow.InboundAction_RunLambdaSynchronously(functionIn(stack), &flow.InboundSynchronousLambdaOptions{
				FallbackAction: flow.InboundAction_Deliver(),
				RuleTimeout:    awscdk.Duration_Minutes(jsii.Number(30)),
			}),
		})
	},
}

func main() {
	defer jsii.Close()
	defer func() { fmt.Println(recover()) }()
	app := awscdk.NewApp(nil)
	mistakes[os.Args[1]](awscdk.NewStack(app, jsii.String("Mistake"), nil))
	app.Synth(nil)
}
