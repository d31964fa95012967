import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { succeed } from '../packages/command';
import { ROOT } from '../packages/screening';
import { brokenPromises, exampleNames, type Resources, synthesize } from './examples';
import { checkOut, findLastRelease, removeCheckout, upgrade } from './last-release';

jest.setTimeout(600_000);

test('an upgrade that removes, replaces or re-routes a resource breaks a promise', () => {
  const rule = { Type: 'Custom::WorkMailInboundMailFlowRule', Properties: { ServiceToken: 'one' } };
  const check = { Type: 'Custom::WorkMailMailFlowCheck' };
  const before: Resources = new Map(Object.entries({ A: rule, B: rule, C: rule, D: rule, Check1: check }));
  const after: Resources = new Map(
    Object.entries({
      A: rule,
      B: { Type: 'Other' },
      C: { ...rule, Properties: { ServiceToken: 'two' } },
      Check2: check,
    }),
  );
  expect(brokenPromises(before, after)).toEqual([
    'B is a Other, was a Custom::WorkMailInboundMailFlowRule',
    'C (Custom::WorkMailInboundMailFlowRule) has the service token "two", had "one"',
    'D (Custom::WorkMailInboundMailFlowRule) is gone',
  ]);
});

const release = findLastRelease();
const reason = release
  ? release.isBroken && 'a commit since the last release announces a breaking change'
  : 'there is no release yet';

(reason ? describe.skip : describe)(
  `since ${release?.tag ?? 'the last release'}${reason ? ` (${reason})` : ''}`,
  () => {
    const parent = mkdtempSync(join(tmpdir(), 'upgrade-'));
    const checkout = join(parent, 'release');

    beforeAll(async () => {
      checkOut(release!, checkout);
      await succeed(checkout, 'npx', ['projen', 'pre-compile']);
      await succeed(checkout, 'npx', ['projen', 'compile']);
    });
    afterAll(() => {
      removeCheckout(checkout);
      rmSync(parent, { recursive: true, force: true });
    });

    it('the API breaks nobody: jsii-diff', async () => {
      await succeed(ROOT, 'npx', ['jsii-diff', '--keys', '--ignore-file', '.compatignore', checkout, ROOT]);
    });

    it('the examples keep their resources', async () => {
      const before = new Map<string, Resources>();
      for (const example of exampleNames(checkout)) before.set(example, await synthesize(checkout, example));
      upgrade(checkout);
      const broken: string[] = [];
      for (const [example, resources] of before) {
        const found = brokenPromises(resources, await synthesize(checkout, example));
        broken.push(...found.map((what) => `${example}: ${what}`));
      }
      expect(before.size).toBeGreaterThan(0);
      expect(broken).toEqual([]);
    });
  },
);
