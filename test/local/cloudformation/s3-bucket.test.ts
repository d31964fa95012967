import { writeFileSync } from 'node:fs';
import { type Desk, startDesk } from './desk';
import { deployOn, failureOf } from './desk-functions';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

const buckets = () => desk.local.account.buckets;
const settingsOf = (name: string) => buckets().all.find((bucket) => bucket.name === name);

function bucket(properties: object = {}, others: object = {}): object {
  return { Type: 'AWS::S3::Bucket', Properties: properties, ...others };
}

function policy(bucketName: unknown, Resource: unknown, others: object = {}): object {
  const Statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource };
  return {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: bucketName, PolicyDocument: { Statement } },
    ...others,
  };
}

async function fill(name: string): Promise<void> {
  const { objects, newFile } = buckets().get(name);
  const file = newFile();
  writeFileSync(file, 'content');
  await objects.put('key', { file, bytes: 7, etag: '"e"', headers: {} }, false);
}

const REF = { Ref: 'Bucket' };
const OBJECTS = { 'Fn::Join': ['/', [{ 'Fn::GetAtt': 'Bucket.Arn' }, '*']] };
const outputs = {
  Name: REF,
  Arn: { 'Fn::GetAtt': 'Bucket.Arn' },
  Domain: { 'Fn::GetAtt': 'Bucket.RegionalDomainName' },
};

describe('a bucket', () => {
  test('as AWS’s own template for changed messages has it', async () => {
    const report = await deployOn(
      desk,
      'Sample',
      {
        Bucket: bucket(
          {
            BucketEncryption: {
              ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
            },
            PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
            VersioningConfiguration: { Status: 'Enabled' },
            LifecycleConfiguration: {
              Rules: [
                { Status: 'Enabled', ExpirationInDays: 1 },
                { Status: 'Enabled', NoncurrentVersionExpirationInDays: 1 },
                { Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 2 }, Prefix: 'a/' },
                { Status: 'Disabled', ExpirationInDays: 1 },
              ],
            },
          },
          { DeletionPolicy: 'Retain' },
        ),
        Policy: policy(REF, OBJECTS),
      },
      outputs,
    );
    const name = report.outputs.Name as string;
    expect(report.outcome).toBe('created');
    expect(name).toMatch(/^sample-bucket-[a-z0-9]{12}$/);
    expect(report.outputs).toMatchObject({ Arn: `arn:aws:s3:::${name}`, Domain: `${name}.s3.us-east-1.amazonaws.com` });
    expect(settingsOf(name)).toMatchObject({
      isVersioned: true,
      isEncryptedWithKms: false,
      lifecycle: [{ expirationDays: 1 }, { noncurrentDays: 1 }, { noncurrentDays: 2, prefix: 'a/' }],
      policy: { Statement: { Resource: `arn:aws:s3:::${name}/*` } },
    });
    expect(desk.notices).toEqual([]);
    await desk.local.destroy('Sample');
    // retained, but without the policy
    expect(settingsOf(name)?.policy).toBeUndefined();
    expect(settingsOf(name)).toBeDefined();
  });

  test('is changed in place, and replaced under another name', async () => {
    await deployOn(desk, 'changing', { Bucket: bucket({ BucketName: 'one-name' }) });
    const update = await deployOn(desk, 'changing', {
      Bucket: bucket({
        BucketName: 'one-name',
        Tags: [{ Key: 'a', Value: 'b' }],
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    });
    expect(update.changes).toMatchObject([{ operation: 'UPDATE', logicalId: 'Bucket' }]);
    expect(settingsOf('one-name')).toMatchObject({ isVersioned: true, tags: [{ Key: 'a', Value: 'b' }] });
    await deployOn(desk, 'changing', { Bucket: bucket({ BucketName: 'other-name' }) });
    expect([settingsOf('one-name'), settingsOf('other-name')]).toEqual([
      undefined,
      expect.objectContaining({ isVersioned: false }),
    ]);
  });

  test('that is not empty is not deleted', async () => {
    await deployOn(desk, 'full', { Bucket: bucket({ BucketName: 'full-bucket' }) });
    await fill('full-bucket');
    const [report] = (await desk.local.destroy('full')).stacks;
    expect(report).toMatchObject({ outcome: 'failed', status: 'DELETE_FAILED' });
    expect(failureOf(report!)).toContain('The bucket you tried to delete is not empty: full-bucket');
    buckets().get('full-bucket').objects.removeVersion('key', 'null');
    expect((await desk.local.destroy('full')).succeeded).toBe(true);
  });

  test('that the CDK empties is deleted with what is in it, and when it is replaced', async () => {
    const template = (name: string, value = 'true') => ({
      Bucket: bucket({ BucketName: name, Tags: [{ Key: 'aws-cdk:auto-delete-objects', Value: value }] }),
      Emptying: { Type: 'Custom::S3AutoDeleteObjects', Properties: { ServiceToken: 'arn:x', BucketName: REF } },
    });
    await deployOn(desk, 'emptied', template('emptied-bucket'));
    await fill('emptied-bucket');
    expect((await deployOn(desk, 'emptied', template('emptied-next', 'false'))).outcome).toBe('updated');
    expect([settingsOf('emptied-bucket'), settingsOf('emptied-next')]).toEqual([undefined, expect.anything()]);
    await fill('emptied-next');
    expect((await desk.local.destroy('emptied')).succeeded).toBe(false);
  });

  test.each([
    ['a name that another has', { BucketName: 'taken' }, 'taken already exists'],
    ['a name that is none', { BucketName: 'Upper_Case' }, '"Upper_Case": it has 3 to 63 of a-z'],
    ['a lifecycle that is none', { LifecycleConfiguration: { Rules: 1 } }, "'Rules' must be a list"],
  ])('with %s is refused', async (_, properties, why) => {
    if (!buckets().has('taken')) buckets().create('taken', { isVersioned: false });
    expect(failureOf(await deployOn(desk, 'refused', { Bucket: bucket(properties) }))).toContain(why);
  });

  test('of which something does nothing here: that is told', async () => {
    await deployOn(desk, 'told', {
      Bucket: bucket({
        BucketName: 'told-bucket',
        ReplicationConfiguration: {},
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 1, TagFilters: [{ Key: 'a' }] }] },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
        },
      }),
    });
    expect(settingsOf('told-bucket')).toMatchObject({ isEncryptedWithKms: true, lifecycle: [] });
    expect(desk.notices.join(' ')).toMatch(/ReplicationConfiguration.*lifecycle with TagFilters is not followed/);
  });
});

describe('a bucket’s policy', () => {
  test('follows the bucket, and goes before it', async () => {
    const template = (name: string) => ({ Bucket: bucket({ BucketName: name }), Policy: policy(REF, OBJECTS) });
    await deployOn(desk, 'follows', template('first-bucket'));
    const update = await deployOn(desk, 'follows', template('second-bucket'));
    expect(update.outcome).toBe('updated');
    expect(settingsOf('second-bucket')?.policy).toBeDefined();
    expect((await desk.local.destroy('follows')).succeeded).toBe(true);
    expect(settingsOf('second-bucket')).toBeUndefined();
  });

  test.each([
    ['of no bucket', { Policy: policy('never-made', 'arn:aws:s3:::never-made') }, 'no bucket never-made'],
    [
      'about another bucket',
      { Bucket: bucket({ BucketName: 'mine' }), Policy: policy(REF, 'arn:aws:s3:::other/*') },
      'Policy has invalid resource: "arn:aws:s3:::other/*"',
    ],
    [
      'in the place of another',
      { Bucket: bucket(), A: policy(REF, OBJECTS), B: policy(REF, OBJECTS, { DependsOn: 'A' }) },
      'policy already exists on bucket',
    ],
    [
      'without a statement',
      { Bucket: bucket(), Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: REF, PolicyDocument: {} } } },
      'needs a Statement',
    ],
  ])('%s is refused', async (_, resources, why) => {
    expect(failureOf(await deployOn(desk, 'no-policy', resources as Record<string, object>))).toContain(why);
  });
});
