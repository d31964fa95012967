// The stack of screening-stack.ts in Go.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	flow "github.com/cdk-workmail-flow/cdk-workmail-flow-go/cdkworkmailflow"
)

const (
	functions      = "../functions"
	organizationID = "m-0123456789abcdef0123456789abcdef"
)

func newScreeningStack(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, nil)
	organization := flow.Organization_FromOrganizationId(stack, jsii.String("Organization"), jsii.String(organizationID))

	// Every message waits for this function's answer.
	flow.NewMailFlowFunction(stack, jsii.String("Screening"), &flow.MailFlowFunctionProps{
		Organization: organization,
		Code:         awslambda.Code_FromAsset(jsii.String(functions+"/screening"), nil),
		Runtime:      awslambda.Runtime_NODEJS_22_X(),
		Handler:      jsii.String("index.handler"),
		Environment:  &map[string]*string{"CLOSED_MAILBOXES": jsii.String("former@corp.example")},
		Inbound: &flow.InboundRunLambdaOptions{
			RuleName:       jsii.String("screen-inbound"),
			Synchronous:    jsii.Bool(true),
			FallbackAction: flow.InboundAction_Deliver(),
			RuleTimeout:    awscdk.Duration_Minutes(jsii.Number(30)),
		},
		Outbound: &flow.OutboundRunLambdaOptions{
			RuleName:       jsii.String("screen-outbound"),
			Synchronous:    jsii.Bool(true),
			FallbackAction: flow.OutboundAction_Bounce(),
			RuleTimeout:    awscdk.Duration_Minutes(jsii.Number(5)),
		},
	})

	// More specific rules win: mail of the partner and of the newsletter is not screened, only watched.
	audit := awslambda.NewFunction(stack, jsii.String("Audit"), &awslambda.FunctionProps{
		Code:    awslambda.Code_FromAsset(jsii.String(functions+"/audit"), nil),
		Runtime: awslambda.Runtime_PYTHON_3_13(),
		Handler: jsii.String("audit.handler"),
	})
	flow.NewRunLambdaRules(stack, jsii.String("AuditRules"), &flow.RunLambdaRulesProps{
		Organization: organization,
		Function:     audit,
		Inbound: &flow.InboundRunLambdaOptions{
			RuleName:    jsii.String("watch-partner"),
			Synchronous: jsii.Bool(false),
			Senders:     jsii.Strings("partner.example"),
		},
		Outbound: &flow.OutboundRunLambdaOptions{
			RuleName:    jsii.String("watch-newsletter"),
			Synchronous: jsii.Bool(false),
			Senders:     jsii.Strings("newsletter@corp.example"),
		},
	})

	flow.NewInboundMailFlowRule(stack, jsii.String("Blocked"), &flow.InboundMailFlowRuleProps{
		Organization: organization,
		RuleName:     jsii.String("blocked"),
		Senders:      jsii.Strings("*.junk.example"),
		Action:       flow.InboundAction_Drop(),
	})
	return stack
}

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	newScreeningStack(app, "Screening")
	app.Synth(nil)
}
