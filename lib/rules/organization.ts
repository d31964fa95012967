/** How WorkMail names an organization. */
export const ORGANIZATION_ID = /^m-[0-9a-f]{32}$/;

export const ORGANIZATION_ARN = /^arn:[^:]+:workmail:[^:]*:[^:]*:organization\/m-[0-9a-f]{32}$/;
