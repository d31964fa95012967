import './native-errors';

// CloudFormation's validator in aws-cdk-lib is a 9 MB WebAssembly module that costs 1.5 s in every process.
process.env.CDK_VALIDATION = 'false';
// Says on Node.js 20 that the SDK will want 22 next year; what we ship bundles its SDK.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
