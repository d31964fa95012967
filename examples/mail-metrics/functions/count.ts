import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { asynchronousHandler } from 'cdk-workmail-flow/handler';

const logger = new Logger();
const metrics = new Metrics();

/** The handler itself counts messages; what is added here is published with that when a call ends. */
export const handler = asynchronousHandler({
  domains: (process.env.MAIL_DOMAINS ?? '').split(' ').filter(Boolean),
  logger,
  metrics,
  inbound: (mail) => {
    metrics.addMetric('InboundRecipients', MetricUnit.Count, mail.recipients.length);
    if (!mail.isOwn(mail.sentBy)) metrics.addMetric('FromOutside', MetricUnit.Count, 1);
  },
  outbound: (mail) => {
    metrics.addMetric('OutboundRecipients', MetricUnit.Count, mail.recipients.length);
    metrics.addMetric('RecipientsOutside', MetricUnit.Count, mail.otherRecipients().length);
  },
});
