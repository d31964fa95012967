import { LocalAccount } from '../../lib/local';
import { loseAnswers } from './lifecycles/faults';
import { Lifecycle } from './lifecycles/lifecycle';
import { SECRET_NAME } from './lifecycles/model';
import { Random } from './lifecycles/random';

// a life synthesizes a dozen times, and nobody looks at where its constructs were made
process.env.CDK_DISABLE_STACK_TRACE = '1';

/** The whole thousand: LIFECYCLES=1000 npm run test:end-to-end -- lifecycles */
const COUNT = Number(process.env.LIFECYCLES ?? 20);
const FIRST_SEED = Number(process.env.FIRST_SEED ?? 1);

/** An account whose CloudFormation cancels what is under way when a resource fails, or, as some seeds have it, waits. */
async function startAccount(seed: number, faults: boolean) {
  const account = await LocalAccount.start({
    inFlightAtFailure: seed % 3 === 0 ? 'finish' : 'cancel',
    ...(faults && { loseAnswer: loseAnswers(new Random(seed)) }),
  });
  const { secrets } = account.cloudFormation.account;
  const putSecret = (SecretString: string) => {
    const secret = secrets.find(SECRET_NAME) ?? secrets.create(SECRET_NAME, undefined, undefined);
    secrets.put(secret.arn, { value: { SecretString } });
  };
  return { account, putSecret };
}

const title =
  'random lives of two stacks end with the rules, gateways and passwords that the last good templates declare';
describe(title, () => {
  test.concurrent.each(Array.from({ length: COUNT }, (_value, index) => FIRST_SEED + index))(
    'seed %d',
    async (seed) => {
      const faults = seed % 2 === 0;
      const { account, putSecret } = await startAccount(seed, faults);
      try {
        await new Lifecycle(account, seed, { steps: 12, faults, edits: true, checks: true, putSecret }).run();
      } finally {
        await account.stop();
      }
    },
    600_000,
  );
});
