import {
  DIRECTIONS,
  type Difference,
  type DirectedRule,
  type Direction,
  differences,
  type Rule,
  sameDocument,
} from '../../rules';
import { directed, type LiveRules } from '../live-rules';
import { findPauses, leftoverCure, leftoverOf, type Pause } from '../pause/pauses';

/** A rule that a stack declares. */
export type DeclaredRule = DirectedRule & {
  /** Where: `Screening.Blocked8AF4E216`. */
  readonly place: string;
};

/** How the live rules differ from the declared ones. */
export type RuleDifference = { readonly direction: Direction; readonly name: string } & (
  | { readonly kind: 'missing'; readonly place: string; readonly declared: Rule }
  | { readonly kind: 'extra'; readonly live: Rule }
  | { readonly kind: 'different'; readonly place: string; readonly fields: readonly FieldDifference[] }
  /** Paused by `workmail-flow pause`; `fields` are what else differs. */
  | {
      readonly kind: 'paused';
      readonly place?: string;
      readonly live: Rule;
      readonly original: Rule;
      readonly fields: readonly FieldDifference[];
    }
  /** A rule that `workmail-flow pause` made, of a pause that has ended: why that is so, and what to do. */
  | { readonly kind: 'leftover'; readonly live: Rule; readonly because: string; readonly cure: string }
);

export type DifferenceKind = RuleDifference['kind'];

export interface FieldDifference {
  /** In the rule's document: `Action.InboundLambdaAction.Arn`. */
  readonly path: string;
  readonly live: unknown;
  readonly declared: unknown;
}

/** All differences, in the order of directions and names. None exactly if WorkMail has the declared rules and no others. */
export function compareRules(live: LiveRules, declared: readonly DeclaredRule[]): RuleDifference[] {
  const known = findPauses(live);
  const { rules } = known;
  // a rule that is declared as it is now was not only paused: what it did before is over
  const isOver = ({ direction, rule: { Name }, rule }: Pause) =>
    declared.some((one) => one.direction === direction && one.rule.Name === Name && sameDocument(one.rule, rule));
  const pauses = known.pauses.filter((pause) => !isOver(pause));
  const over = known.pauses.filter(isOver).map(({ direction, parked, rule }) => leftoverOf(direction, parked, rule));
  const leftovers = [...known.leftovers, ...over];
  return DIRECTIONS.flatMap((direction) => {
    const there = new Map(
      directed(rules).flatMap((found) =>
        found.direction === direction ? [[found.rule.Name, found.rule] as const] : [],
      ),
    );
    const wanted = declared.filter((rule) => rule.direction === direction);
    const names = new Set(wanted.map(({ rule }) => rule.Name));
    const found: RuleDifference[] = wanted.flatMap(({ rule, place }) => {
      const about = { direction, name: rule.Name, place };
      const present = there.get(rule.Name);
      if (!present) return { ...about, kind: 'missing' as const, declared: rule };
      const pause = pauses.find((one) => one.direction === direction && one.rule === present);
      const fields = fieldsOf(pause?.original ?? present, rule);
      if (pause) return { ...about, kind: 'paused' as const, live: present, original: pause.original, fields };
      return fields.length > 0 ? { ...about, kind: 'different' as const, fields } : [];
    });
    for (const [name, rule] of there) {
      if (names.has(name)) continue;
      const pause = pauses.find((one) => one.direction === direction && one.rule === rule);
      found.push(
        pause
          ? { direction, name, kind: 'paused', live: rule, original: pause.original, fields: [] }
          : { direction, name, kind: 'extra', live: rule },
      );
    }
    for (const leftover of leftovers.filter((one) => one.direction === direction)) {
      const { parked, because } = leftover;
      const cure = leftoverCure(leftover);
      found.push({ direction, name: parked.Name, kind: 'leftover', live: parked, because, cure });
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}

function fieldsOf(live: Rule, declared: Rule): FieldDifference[] {
  return differences(live, declared).map(({ path, left, right }: Difference) => ({
    path,
    live: left,
    declared: right,
  }));
}
