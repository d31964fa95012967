import { refuseIfCancelled } from './cancellation';
import type { LiveEntities, Nature, Wanted } from './entity';
import { createEntity } from './entity-creation';
import { deleteEntity } from './entity-deletion';
import { failedPhysicalId, readRequest } from './entity-request';
import { updateEntity } from './entity-update';
import { formatPhysicalId } from './physical-id';
import { checkWanted } from './properties';
import type { CustomResourceEvent } from './protocol';
import type { ResourceKind, Session } from './resource-kind';

/** In what the resources of one type of entity differ. */
export interface EntityType<Document> {
  readonly nature: Nature<Document>;
  /** Reads without judging, so that a Delete works on properties that a Create would refuse. */
  read(properties: CustomResourceEvent['ResourceProperties']): Wanted<Document>;
  live(session: Session): LiveEntities<Document>;
  /** What can be wrong with a document only where the provider runs; throws. */
  check?(document: Document, session: Session): void;
  logged: ResourceKind['logged'];
}

/** How the resources of a type of entity are served. */
export function entityKind<Document>(type: EntityType<Document>): ResourceKind {
  const { nature, logged } = type;
  // of properties that nobody has judged
  const hashOf = (properties: Parameters<typeof logged>[0]): string | undefined => {
    try {
      return nature.hash(type.read(properties).document);
    } catch {
      return undefined;
    }
  };
  return {
    async settle(event, session) {
      const request = readRequest(event, type.read);
      const world = { ...session, nature, live: type.live(session) };
      if (event.RequestType === 'Delete') {
        await deleteEntity(world, request);
        return { PhysicalResourceId: event.PhysicalResourceId ?? '' };
      }
      checkWanted(request.wanted, nature);
      type.check?.(request.wanted.document, session);
      // Rights that arrive late can arrive when CloudFormation has given up.
      const sender = session.sender.asking(() => refuseIfCancelled(world, request));
      const patient = { ...world, live: type.live({ ...session, sender }) };
      const change = event.RequestType === 'Create' ? createEntity : updateEntity;
      return { PhysicalResourceId: formatPhysicalId(await change(patient, request)) };
    },
    failedPhysicalId: (event, mayHaveWritten) =>
      failedPhysicalId(type.read(event.ResourceProperties), nature, mayHaveWritten),
    logged: (properties) => ({ ...logged(properties), documentHash: hashOf(properties) }),
  };
}
