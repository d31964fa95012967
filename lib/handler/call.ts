/** What Lambda tells about a call, as far as it is of use here; `Context` of @types/aws-lambda is one. */
export interface LambdaContext {
  readonly awsRequestId?: string;
  readonly functionName?: string;
  readonly functionVersion?: string;
  readonly invokedFunctionArn?: string;
  readonly logGroupName?: string;
  readonly logStreamName?: string;
  readonly memoryLimitInMB?: string;
  getRemainingTimeInMillis?(): number;
}

/** The call that a function answers. */
export interface Call {
  /** Empty where a test calls the handler without one. */
  readonly context: LambdaContext;
  /** Aborted when the time is up that `answerEarly` leaves; never without it. For `fetch` and clients of the AWS SDK. */
  readonly signal: AbortSignal;
}
