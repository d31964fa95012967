import { LocalAccount } from '../../lib/local';
import { Lifecycle } from './lifecycles/lifecycle';

/** The whole thousand: LIFECYCLES=1000 npm run test:end-to-end -- lifecycles */
const COUNT = Number(process.env.LIFECYCLES ?? 12);
const FIRST_SEED = Number(process.env.FIRST_SEED ?? 1);

let account: LocalAccount;

beforeAll(async () => {
  account = await LocalAccount.start({ inFlightAtFailure: 'cancel' });
});

afterAll(() => account.stop());

describe('random lives of two stacks end with the rules that the last good templates declare', () => {
  test.each(Array.from({ length: COUNT }, (_value, index) => FIRST_SEED + index))(
    'seed %d',
    async (seed) => {
      await new Lifecycle(account, seed, { steps: 12, faults: seed % 2 === 0, inFlightAtFailure: 'cancel' }).run();
    },
    600_000,
  );
});
