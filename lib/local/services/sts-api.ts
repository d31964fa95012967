import { elements, handleQuery, LoopbackServer } from '../http';
import type { StartService } from './service';

/** As much of STS as tells who calls: GetCallerIdentity, which needs no right. */
export const startStsApi: StartService = (desk) =>
  LoopbackServer.start((request, response) => {
    const { access, region } = desk();
    return handleQuery(request, response, {
      access,
      scope: { service: 'sts', region },
      operations: {
        GetCallerIdentity: {
          run: (_parameters, { arn }) => elements({ Arn: arn, UserId: arn, Account: access.account }),
        },
      },
    });
  });
