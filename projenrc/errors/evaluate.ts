import ts from 'typescript';
import { HOLE, hole, isHole, wordsFor } from './placeholders';
import type { Sources } from './program';
import { isChoice, isFunction, isText, returnsOf, unwrap } from './syntax';

/** An argument, and the values of the parameters where it stands. */
export interface Bound {
  readonly node: ts.Node;
  readonly scope: Scope;
}

/** What the parameters of the functions around an expression are, as far as a call says it. */
export type Scope = ReadonlyMap<ts.Node, Bound>;

/** More ways to say one thing are not told apart. */
const MOST_ALTERNATIVES = 12;
const DEEPEST = 10;
/** A text that takes longer to work out is not one for people. */
const MOST_STEPS = 2000;

/** What the texts of messages come to, as far as the sources say. */
export class Evaluator {
  /** Parameters that no call has bound. */
  readonly unbound = new Set<ts.ParameterDeclaration>();

  private steps = 0;

  constructor(private readonly sources: Sources) {}

  /** The texts that an expression can come to, with holes for what is not said. */
  texts(node: ts.Node, scope: Scope, depth = 0): string[] {
    const found = depth > DEEPEST || this.steps++ > MOST_STEPS ? undefined : this.known(node, scope, depth + 1);
    return found && found.length > 0 && found.length <= MOST_ALTERNATIVES
      ? [...new Set(found)]
      : [hole(wordsFor(node))];
  }

  /** The expressions that a name, a member or a call stands for. */
  values(node: ts.Node, scope: Scope, depth = 0): Bound[] {
    if (depth > DEEPEST || this.steps++ > MOST_STEPS) return [];
    const inner = unwrap(node);
    const again = (one: ts.Node, where = scope) => this.values(one, where, depth + 1);
    if (ts.isIdentifier(inner)) return this.named(inner, scope).flatMap((one) => again(one.node, one.scope));
    if (ts.isConditionalExpression(inner)) return [...again(inner.whenTrue), ...again(inner.whenFalse)];
    if (ts.isBinaryExpression(inner) && isChoice(inner)) return [...again(inner.left), ...again(inner.right)];
    if (ts.isPropertyAccessExpression(inner)) {
      return this.members(again(inner.expression), inner.name.text).flatMap((one) => again(one.node, one.scope));
    }
    if (ts.isElementAccessExpression(inner)) {
      const keys = this.texts(inner.argumentExpression, scope, depth + 1);
      const isKnown = keys.every((key) => !key.includes(HOLE.begin));
      const objects = again(inner.expression);
      const found = isKnown ? keys.flatMap((key) => this.members(objects, key)) : this.members(objects);
      return found.flatMap((one) => again(one.node, one.scope));
    }
    if (ts.isCallExpression(inner)) {
      const returned = this.returned(inner, scope, depth);
      return returned.length > 0 ? returned.flatMap((one) => again(one.node, one.scope)) : [{ node: inner, scope }];
    }
    return [{ node: inner, scope }];
  }

  private known(node: ts.Node, scope: Scope, depth: number): string[] | undefined {
    const inner = unwrap(node);
    if (ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner)) return [inner.text];
    if (ts.isTemplateExpression(inner)) {
      return inner.templateSpans.reduce<string[]>(
        (before, { expression, literal }) =>
          combine(before, this.spanTexts(expression, scope, depth)).map((text) => `${text}${literal.text}`),
        [inner.head.text],
      );
    }
    if (ts.isBinaryExpression(inner)) return this.binary(inner, scope, depth);
    if (ts.isConditionalExpression(inner)) {
      const both = [inner.whenTrue, inner.whenFalse].flatMap((one) => this.texts(one, scope, depth));
      return both.some((text) => text.startsWith(HOLE.begin)) ? both.filter((text) => text !== '') : both;
    }
    if (ts.isCallExpression(inner)) return this.called(inner, scope, depth);
    if (ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) {
      const values = this.values(inner, scope, depth).filter((one) => one.node !== inner && isText(one.node));
      const texts = values.flatMap((one) => this.texts(one.node, one.scope, depth));
      // what is nothing where it is not given says nothing of where it is
      return texts.some((text) => text !== '' && !isHole(text)) ? texts : undefined;
    }
    return undefined;
  }

  /** Within a sentence: what a helper can say in several ways is not told apart, and what may be missing is there. */
  private spanTexts(node: ts.Node, scope: Scope, depth: number): string[] {
    const texts = this.texts(node, scope, depth);
    const said = texts.some((text) => text.includes(HOLE.begin)) ? texts.filter((text) => text !== '') : texts;
    if (said.length <= 1) return said.length > 0 ? said : texts;
    const isPlain = said.every((text) => !text.includes(HOLE.begin)) && !ts.isCallExpression(unwrap(node));
    return said.length === 2 && (isPlain || ts.isConditionalExpression(unwrap(node))) ? said : [hole(wordsFor(node))];
  }

  private binary(node: ts.BinaryExpression, scope: Scope, depth: number): string[] | undefined {
    const [left, right] = [node.left, node.right].map((one) => () => this.texts(one, scope, depth));
    if (node.operatorToken.kind === ts.SyntaxKind.PlusToken) return combine(left!(), right!());
    if (!isChoice(node)) return this.arithmetic(node, scope, depth);
    // of what may be missing, the known half says more
    const all = [...left!(), ...right!()];
    return all.length > 1 ? all.filter((text) => text !== '') : all;
  }

  private arithmetic(node: ts.BinaryExpression, scope: Scope, depth: number): string[] | undefined {
    const [left, right] = [node.left, node.right].map((one) => Number(this.texts(one, scope, depth)[0]));
    if (Number.isNaN(left! + right!)) return undefined;
    if (node.operatorToken.kind === ts.SyntaxKind.SlashToken) return [String(left! / right!)];
    if (node.operatorToken.kind === ts.SyntaxKind.AsteriskToken) return [String(left! * right!)];
    return undefined;
  }

  private called(node: ts.CallExpression, scope: Scope, depth: number): string[] | undefined {
    if (ts.isPropertyAccessExpression(node.expression)) {
      const { expression: receiver, name } = node.expression;
      if (name.text === 'join') return this.joined(receiver, node.arguments[0], scope, depth);
      if (['trim', 'replace', 'slice', 'padEnd'].includes(name.text)) return this.texts(receiver, scope, depth);
      if (name.text === 'toLowerCase') return this.texts(receiver, scope, depth).map((text) => text.toLowerCase());
    }
    // `showValue(name)` shows the name, and what a message says before its link is what it says
    if (/^show/.test(node.expression.getText())) return undefined;
    if (node.expression.getText() === 'withLink') return this.texts(node.arguments[0]!, scope, depth);
    return this.returned(node, scope, depth).flatMap((one) => this.texts(one.node, one.scope, depth));
  }

  private joined(list: ts.Node, separator: ts.Node | undefined, scope: Scope, depth: number): string[] | undefined {
    const [array, ...others] = this.values(list, scope, depth);
    if (!array || others.length > 0 || !ts.isArrayLiteralExpression(array.node)) return undefined;
    const { elements } = array.node;
    if (elements.every(ts.isSpreadElement)) return undefined;
    const between = separator ? this.texts(separator, scope, depth)[0]! : ',';
    const textOf = (one: ts.Expression) =>
      ts.isSpreadElement(one) ? hole(wordsFor(one.expression)) : this.texts(one, array.scope, depth)[0];
    return [elements.map(textOf).join(between)];
  }

  /** What a function of ours returns at this call. */
  private returned(node: ts.CallExpression, scope: Scope, depth: number): Bound[] {
    const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
    const declared = this.sources.declarationOf(callee);
    const candidates: Bound[] =
      declared && isFunction(declared) ? [{ node: declared, scope }] : this.values(node.expression, scope, depth);
    return candidates.flatMap(({ node: body, scope: around }) => {
      if (!isFunction(body) || !body.body) return [];
      const inside = this.bind(body, node, scope, around);
      return returnsOf(body.body).map((returned) => ({ node: returned, scope: inside }));
    });
  }

  /** The scope inside a function at one of its calls. */
  bind(
    body: ts.SignatureDeclaration,
    call: { readonly arguments?: readonly ts.Expression[] },
    scope: Scope,
    around: Scope = new Map(),
  ): Scope {
    const bound = new Map(around);
    body.parameters.forEach((parameter, index) => {
      const node = call.arguments?.[index] ?? parameter.initializer;
      if (node && !parameter.dotDotDotToken) bound.set(parameter, { node, scope });
    });
    return bound;
  }

  private named(name: ts.Identifier, scope: Scope): Bound[] {
    const declared = this.sources.declarationOf(name);
    return declared && declared !== name ? this.declared(declared, scope) : [];
  }

  private declared(declaration: ts.Node, scope: Scope): Bound[] {
    if (ts.isParameter(declaration)) {
      const bound = scope.get(declaration);
      if (!bound) this.unbound.add(declaration);
      return bound ? [bound] : [];
    }
    if (ts.isVariableDeclaration(declaration))
      return declaration.initializer ? [{ node: declaration.initializer, scope }] : [];
    if (ts.isPropertyAssignment(declaration)) return [{ node: declaration.initializer, scope }];
    if (!ts.isBindingElement(declaration)) return [];
    const pattern = declaration.parent;
    const whole = this.declared(pattern.parent, scope).flatMap((one) => this.values(one.node, one.scope));
    const key = ts.isArrayBindingPattern(pattern)
      ? String((pattern.elements as readonly ts.Node[]).indexOf(declaration))
      : (declaration.propertyName ?? declaration.name).getText();
    const found = this.members(whole, key);
    return found.length > 0 || !declaration.initializer ? found : [{ node: declaration.initializer, scope }];
  }

  /** Members of object and array literals; all of them without a name. */
  private members(objects: readonly Bound[], key?: string): Bound[] {
    return objects.flatMap(({ node, scope }): Bound[] => {
      if (ts.isArrayLiteralExpression(node)) {
        return node.elements.flatMap((one, index) =>
          key === undefined || key === String(index) ? [{ node: one, scope }] : [],
        );
      }
      if (!ts.isObjectLiteralExpression(node)) return [];
      return node.properties.flatMap((property): Bound[] => {
        if (ts.isSpreadAssignment(property)) return this.members(this.values(property.expression, scope), key);
        const name =
          property.name && (ts.isStringLiteral(property.name) || ts.isIdentifier(property.name)) && property.name.text;
        if (key !== undefined && name !== key) return [];
        if (ts.isShorthandPropertyAssignment(property)) return this.named(property.name, scope);
        if (ts.isPropertyAssignment(property)) return [{ node: property.initializer, scope }];
        return ts.isMethodDeclaration(property) ? [{ node: property, scope }] : [];
      });
    });
  }
}

function combine(left: readonly string[], right: readonly string[]): string[] {
  if (left.length * right.length > MOST_ALTERNATIVES) return left.map((text) => `${text}${hole('…')}`);
  return left.flatMap((one) => right.map((other) => `${one}${other}`));
}
