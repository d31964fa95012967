import type { Edit } from '../content/splice';
import type { LeftAloneCode } from '../report';
import type { Places } from './places';

/** What becomes of a part of text. */
export type BodyChange =
  | { readonly leftAlone: LeftAloneCode }
  | {
      readonly edits: readonly Edit[];
      /** Where something was put in; at the other place it was already. */
      readonly places: readonly (keyof Places)[];
      /** What the header of the part must say now, where it is something else than before. */
      readonly charset?: string;
      readonly encoding?: string;
    };
