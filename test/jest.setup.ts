// CloudFormation's validator in aws-cdk-lib is a 9 MB WebAssembly module that costs 1.5 s in every process.
process.env.CDK_VALIDATION = 'false';
