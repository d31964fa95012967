import { DeploymentError } from '../errors';
import { isRecord } from './document';
import { type Lookups, resolve } from './intrinsics';

/** The truth of each of a template's conditions. */
export function evaluateConditions(
  declarations: Readonly<Record<string, unknown>>,
  lookups: Omit<Lookups, 'condition'>,
): ReadonlyMap<string, boolean> {
  const known = new Map<string, boolean>();
  const underWay = new Set<string>();

  const byName = (name: string): boolean | undefined => {
    if (known.has(name) || !Object.hasOwn(declarations, name)) return known.get(name);
    if (underWay.has(name)) throw invalid(`Conditions.${name}`, 'depends on itself');
    underWay.add(name);
    const truth = holds(declarations[name], `Conditions.${name}`);
    known.set(name, truth);
    return truth;
  };

  const holds = (expression: unknown, path: string): boolean => {
    const [name = '', argument] = isRecord(expression) ? (Object.entries(expression)[0] ?? []) : [];
    const all = () => many(argument, path).map((item, index) => holds(item, `${path}.${name}[${index}]`));
    switch (name) {
      case 'Condition':
        return byName(String(argument)) ?? fail(path, `refers to the condition '${argument}', which does not exist`);
      case 'Fn::And':
        return all().every(Boolean);
      case 'Fn::Or':
        return all().some(Boolean);
      case 'Fn::Not':
        return !all()[0];
      case 'Fn::Equals': {
        const [left, right] = many(argument, path).map((item) =>
          resolve(item, { ...lookups, condition: byName }, path),
        );
        // parameters are texts, whatever their type is
        return isRecord(left) || isRecord(right) ? false : String(left) === String(right);
      }
      default:
        return fail(path, `is no condition: ${JSON.stringify(expression)}`);
    }
  };

  for (const name of Object.keys(declarations)) byName(name);
  return known;
}

function many(argument: unknown, path: string): unknown[] {
  return Array.isArray(argument) ? argument : fail(path, `needs a list, not ${JSON.stringify(argument)}`);
}

function fail(path: string, what: string): never {
  throw invalid(path, what);
}

function invalid(path: string, what: string): DeploymentError {
  return new DeploymentError('TEMPLATE_INVALID', `${path} ${what}. Correct that in the app.`);
}
