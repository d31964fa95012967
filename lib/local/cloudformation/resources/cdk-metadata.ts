import { makeName, type ResourceType } from './resource-type';

/** What the CDK tells AWS about itself. It goes nowhere. */
export const cdkMetadata: ResourceType = {
  properties: ['Analytics'],
  replaceOn: [],
  create: (request) => ({ physicalId: makeName(request, 255) }),
  update: ({ physicalId }) => ({ physicalId }),
  delete: () => undefined,
};
