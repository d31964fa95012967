export { providerAssetSerializer, type SnapshotSerializer } from './provider-asset-serializer';
