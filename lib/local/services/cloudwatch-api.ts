import { CloudWatch } from '../cloudwatch';
import { handleRpc, LoopbackServer } from '../http';
import type { StartService } from './service';

/** As much of CloudWatch as functions use that measure mail and look at alarms. What they measure is in memory only. */
export const startCloudWatchApi: StartService = (desk) => {
  const cloudWatch = new CloudWatch();
  return LoopbackServer.start((request, response) => {
    const { access, region } = desk();
    return handleRpc(request, response, {
      access,
      scope: { service: 'monitoring', region },
      perform: (name, input, principal) =>
        cloudWatch.perform(name, input, principal, { account: access.account, region }),
    });
  });
};
