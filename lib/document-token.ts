import { type IPostProcessor, type IResolvable, type IResolveContext, Token } from 'aws-cdk-lib';

/**
 * A document of which only the tokens are resolved. CDK walks every key and value of a resource's properties twice; a
 * rule's document is mostly literal, and an app may have hundreds.
 */
export class DocumentToken implements IResolvable, IPostProcessor {
  readonly creationStack: string[] = [];
  private readonly tokens: unknown[] = [];
  private readonly literal: unknown;

  constructor(document: unknown) {
    this.literal = this.extract(document);
  }

  resolve(context: IResolveContext): unknown {
    context.registerPostProcessor(this);
    return this.tokens;
  }

  postProcess(resolved: unknown): unknown {
    return fill(this.literal, resolved as unknown[]);
  }

  /** Puts a place in the place of each token. */
  private extract(value: unknown): unknown {
    if (Token.isUnresolved(value)) return new Place(this.tokens.push(value) - 1);
    if (Array.isArray(value)) return value.map((item) => this.extract(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.extract(member)]));
  }
}

class Place {
  constructor(readonly index: number) {}
}

function fill(value: unknown, resolved: readonly unknown[]): unknown {
  if (value instanceof Place) return resolved[value.index];
  if (Array.isArray(value)) return value.map((item) => fill(item, resolved));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fill(member, resolved)]));
}
