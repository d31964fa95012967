import { type AccessControl, evaluateResourcePolicy } from '../access';
import { ApiError } from '../http';
import { objectArn } from './bucket';
import type { Buckets } from './buckets';
import { noSuchKey, noSuchVersion } from './errors';
import { CONNECTION } from './request';

/** A service of AWS that reads an object by its own principal, for what it works on. */
export interface ReadingService {
  /** `workmail.us-east-1.amazonaws.com` */
  readonly principal: string;
  readonly sourceArn: string;
}

export interface ObjectReference {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** Content on disk. The file is never changed, but goes with the object. */
export interface ObjectContent {
  readonly file: string;
  readonly bytes: number;
  /** Whether it takes the right to a key of AWS KMS to read it. */
  readonly isEncryptedWithKms: boolean;
}

/** An object's content, if the bucket's policy lets the service read it; throws an ApiError of S3's if not. */
export function readAsService(
  { access, buckets }: { readonly access: AccessControl; readonly buckets: Buckets },
  service: ReadingService,
  { bucket: name, key, versionId }: ObjectReference,
): ObjectContent {
  const { settings, objects } = buckets.get(name);
  const action = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  const context = {
    ...CONNECTION,
    'aws:SourceAccount': access.account,
    'aws:SourceArn': service.sourceArn,
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': service.principal,
  };
  const wish = { action, resource: objectArn(name, key), context };
  const verdict = evaluateResourcePolicy(settings.policy ?? { Statement: [] }, { service: service.principal }, wish);
  if (verdict !== 'allowed') {
    const how = !settings.policy
      ? 'the bucket has no policy'
      : verdict === 'explicitDeny'
        ? "the bucket's policy denies it"
        : "no statement of the bucket's policy allows it";
    const context = `with aws:SourceArn ${service.sourceArn} and aws:SourceAccount ${access.account}`;
    throw new ApiError(
      'AccessDenied',
      `${service.principal} may not ${action} ${wish.resource} ${context}: ${how}`,
      403,
    );
  }
  const version = objects.find(key, versionId);
  if (!version?.file) throw versionId === undefined ? noSuchKey(key) : noSuchVersion(versionId);
  const { isEncryptedWithKms = false } = settings;
  return { file: objects.fileOf(key, version), bytes: version.bytes, isEncryptedWithKms };
}
