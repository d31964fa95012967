/** A CloudFormation template, as far as it is read here. */
export interface Template {
  readonly Transform?: unknown;
  readonly Parameters?: Readonly<Record<string, ParameterDeclaration>>;
  readonly Mappings?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Rules?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, ResourceDeclaration>>;
  readonly Outputs?: Readonly<Record<string, OutputDeclaration>>;
}

/** A template as it was written: one of a stack without resources has no list of them. */
export type WrittenTemplate = Omit<Template, 'Resources'> & Partial<Pick<Template, 'Resources'>>;

export function readTemplate(written: WrittenTemplate): Template {
  return { ...written, Resources: written.Resources ?? {} };
}

export interface ParameterDeclaration {
  readonly Type: string;
  readonly Default?: unknown;
}

export interface ResourceDeclaration {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly Metadata?: Properties;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface OutputDeclaration {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

export type Properties = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
