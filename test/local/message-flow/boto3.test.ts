import { boto3Reason, runPython, testWithBoto3 } from '../python';
import { BUCKET, type Desk, MESSAGE, MESSAGE_ID, REGION, startDesk, stopDesks } from './desk';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  await desk.add();
});
afterAll(stopDesks);

/** Every call is a Python process. */
const PATIENCE = 60_000;

const run = (script: string) =>
  runPython(`import boto3, io, json\nfrom botocore.exceptions import ClientError\n${script}`, {
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: desk.access.root.accessKeyId,
    AWS_SECRET_ACCESS_KEY: desk.access.root.secretAccessKey,
    AWS_ENDPOINT_URL_S3: desk.s3.endpoint,
    AWS_ENDPOINT_URL_WORKMAILMESSAGEFLOW: desk.messageFlow.endpoint,
    BUCKET,
    MESSAGE_ID,
  });

testWithBoto3(
  `boto3 gets a message, and puts it back changed${boto3Reason}`,
  async () => {
    const printed = await run(`
import os
flow, s3 = boto3.client('workmailmessageflow'), boto3.client('s3')
ids = {'messageId': os.environ['MESSAGE_ID']}
place = {'Bucket': os.environ['BUCKET'], 'Key': 'a-key'}
text = flow.get_raw_message_content(**ids)['messageContent'].read()
version = s3.put_object(Body=text.replace(b'Offer', b'Offer, seen'), **place)['VersionId']
reference = {'bucket': place['Bucket'], 'key': place['Key'], 'objectVersion': version}
flow.put_raw_message_content(content={'s3Reference': reference}, **ids)
errors = []
for change in [{'key': 'nothing'}, {'bucket': 'elsewhere'}]:
    try:
        flow.put_raw_message_content(content={'s3Reference': {**reference, **change}}, **ids)
    except flow.exceptions.InvalidContentLocation as error:
        errors.append(error.response['Error']['Code'])
try:
    flow.get_raw_message_content(messageId='gone')
except ClientError as error:
    errors.append(error.response['Error']['Code'])
print(json.dumps([text.decode(), flow.get_raw_message_content(**ids)['messageContent'].read().decode(), errors]))
`);
    expect(printed).toEqual([
      MESSAGE,
      MESSAGE.replace('Offer', 'Offer, seen'),
      ['InvalidContentLocation', 'InvalidContentLocation', 'ResourceNotFoundException'],
    ]);
  },
  PATIENCE,
);

testWithBoto3(
  `boto3 puts, gets, lists and deletes objects, whole and in parts${boto3Reason}`,
  async () => {
    const printed = await run(`
import os
from boto3.s3.transfer import TransferConfig
bucket = os.environ['BUCKET']
s3 = boto3.client('s3')
large = os.urandom(12 * 1024 * 1024)
s3.upload_fileobj(io.BytesIO(large), bucket, 'large', Config=TransferConfig(multipart_threshold=5 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024))
received = io.BytesIO()
s3.download_fileobj(bucket, 'large', received)
s3.put_object(Bucket=bucket, Key='odd key/ü+%&', Body='text', Metadata={'a': 'b'}, ContentType='text/plain')
odd = s3.get_object(Bucket=bucket, Key='odd key/ü+%&')
keys = [entry['Key'] for entry in s3.list_objects_v2(Bucket=bucket, Prefix='odd')['Contents']]
etag = s3.head_object(Bucket=bucket, Key='large')['ETag']
boto3.resource('s3').Bucket(bucket).object_versions.delete()
left = s3.list_objects_v2(Bucket=bucket)['KeyCount']
print(json.dumps([received.getvalue() == large, etag[-3:-1], odd['Body'].read().decode(), odd['Metadata'], keys, left]))
`);
    expect(printed).toEqual([true, '-3', 'text', { a: 'b' }, ['odd key/ü+%&'], 0]);
  },
  PATIENCE,
);
