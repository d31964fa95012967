import { LocalAccount } from '../../lib/local';
import { Lifecycle } from './lifecycles/lifecycle';

/** The whole thousand: LIFECYCLES=1000 npm run test:end-to-end -- lifecycles */
const COUNT = Number(process.env.LIFECYCLES ?? 20);
const FIRST_SEED = Number(process.env.FIRST_SEED ?? 1);

describe('random lives of two stacks end with the rules that the last good templates declare', () => {
  test.concurrent.each(Array.from({ length: COUNT }, (_value, index) => FIRST_SEED + index))(
    'seed %d',
    async (seed) => {
      // CloudFormation cancels what is under way when a resource fails; the other way has other orders of events.
      const inFlightAtFailure = seed % 3 === 0 ? 'finish' : 'cancel';
      const account = await LocalAccount.start({ inFlightAtFailure });
      try {
        await new Lifecycle(account, seed, { steps: 12, faults: seed % 2 === 0 }).run();
      } finally {
        await account.stop();
      }
    },
    600_000,
  );
});
