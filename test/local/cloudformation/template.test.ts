// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has placeholders of its own
import { readBlueprint } from '../../../lib/local/cloudformation/template/blueprint';
import type { Template } from '../../../lib/local/cloudformation/template/document';
import { type Lookups, resolve } from '../../../lib/local/cloudformation/template/intrinsics';

const pseudoParameters = { 'AWS::Region': 'us-east-1', 'AWS::AccountId': '111122223333', 'AWS::Partition': 'aws' };
const blueprintOf = (template: object, parameters: Record<string, string> = {}) =>
  readBlueprint({ Resources: {}, ...template } as Template, {
    pseudoParameters,
    parameters,
    storedParameter: (name) => (name === '/stored' ? 'value' : undefined),
  });

const lookups: Lookups = {
  reference: (name) => ({ ...pseudoParameters, Topic: 'topic-id', List: ['a', 'b'], Number: 7 })[name],
  attribute: (id, attribute) => (id === 'Topic' ? { Name: 'topic-name', 'A.B': 'nested' }[attribute] : undefined),
  imported: (name) => (name === 'shared-x' ? 'imported' : undefined),
  condition: (name) => ({ Yes: true, No: false })[name],
  mappings: { Sizes: { 'us-east-1': { Small: 's', Many: [1, 2] } } },
};
const resolved = (value: unknown) => resolve(value, lookups, 'Here');

/** What each of these messages ends with, by what is wrong. */
function withCure(expected: unknown): unknown {
  if (typeof expected !== 'string') return expected;
  const isMissing = / refers to .*, which does not exist\.$/.test(expected);
  return `${expected} ${isMissing ? 'Correct the name, or add what it names.' : 'Correct that in the app.'}`;
}

describe('intrinsic functions', () => {
  test.each<[unknown, unknown]>([
    [{ Ref: 'Topic' }, 'topic-id'],
    [{ Ref: 'List' }, ['a', 'b']],
    [{ 'Fn::GetAtt': ['Topic', 'Name'] }, 'topic-name'],
    [{ 'Fn::GetAtt': 'Topic.A.B' }, 'nested'],
    [{ 'Fn::GetAtt': ['Topic', 'A.B'] }, 'nested'],
    [
      { 'Fn::Sub': 'arn:${AWS::Partition}:${Topic}:${Topic.Name}:${!Literal}:$x' },
      'arn:aws:topic-id:topic-name:${Literal}:$x',
    ],
    [{ 'Fn::Sub': ['${Own}-${Topic}', { Own: { Ref: 'Number' } }] }, '7-topic-id'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Number' }, true]] }, 'a-7-true'],
    [{ 'Fn::Join': [',', { Ref: 'List' }] }, 'a,b'],
    [{ 'Fn::Split': ['|', 'a|b|'] }, ['a', 'b', '']],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
    [{ 'Fn::If': ['Yes', { Ref: 'Topic' }, { Ref: 'Unknown' }] }, 'topic-id'],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'Many'] }, [1, 2]],
    [{ 'Fn::ImportValue': { 'Fn::Sub': 'shared-x' } }, 'imported'],
    [{ 'Fn::Base64': 'hi' }, 'aGk='],
    [{ a: { Ref: 'AWS::NoValue' }, b: [{ 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] }, 2] }, { b: [2] }],
    [
      { Ref: 'Topic', Other: 1 },
      { Ref: 'Topic', Other: 1 },
    ],
    [
      [null, 1, false, ''],
      [null, 1, false, ''],
    ],
  ])('%j', (value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  test.each<[unknown, string]>([
    [{ a: [{ Ref: 'Unknown' }] }, "Here.a[0] refers to 'Unknown', which does not exist."],
    [
      { 'Fn::GetAtt': ['Topic', 'Nothing'] },
      "Here refers to the attribute 'Nothing' of 'Topic', which does not exist.",
    ],
    [{ x: { 'Fn::Sub': '${Gone}' } }, "Here.x refers to 'Gone', which does not exist."],
    [{ 'Fn::ImportValue': 'nobody' }, "Here refers to the export 'nobody' of another stack, which does not exist."],
    [
      { 'Fn::FindInMap': ['Sizes', 'us-east-1', 'Large'] },
      'Here refers to the entry Sizes.us-east-1.Large of the mappings, which does not exist.',
    ],
    [{ 'Fn::If': ['Perhaps', 1, 2] }, "Here refers to the condition 'Perhaps', which does not exist."],
    [{ 'Fn::Join': ['-'] }, 'Here has a malformed Fn::Join: ["-"].'],
    [{ 'Fn::Join': ['-', [{ a: 1 }]] }, 'Here needs a text, not {"a":1}.'],
    [{ 'Fn::Select': [5, ['a']] }, 'Here has a malformed Fn::Select: [5,["a"]].'],
    [{ 'Fn::Cidr': ['x'] }, 'Here uses Fn::Cidr, which is not known here.'],
    [{ 'Fn::constructor': 'x' }, 'Here uses Fn::constructor, which is not known here.'],
    [
      '{{resolve:secretsmanager:x}}',
      expect.stringContaining("Here has the dynamic reference '{{resolve:secretsmanager:x}}'"),
    ],
  ])('%j is an error', (value, expected) => {
    expect(() => resolved(value)).toThrow(expect.objectContaining({ problem: withCure(expected) }));
  });
});

describe('a template', () => {
  test('conditions decide which resources and outputs there are', () => {
    const template = {
      Parameters: { Stage: { Type: 'String', Default: 'test' }, Count: { Type: 'Number', Default: 3 } },
      Conditions: {
        IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] },
        IsTest: { 'Fn::Not': [{ Condition: 'IsProduction' }] },
        Both: { 'Fn::And': [{ Condition: 'IsTest' }, { 'Fn::Equals': [{ Ref: 'Count' }, '3'] }] },
        Either: { 'Fn::Or': [{ Condition: 'IsProduction' }, { Condition: 'Both' }] },
      },
      Resources: {
        A: { Type: 'T', Condition: 'IsProduction' },
        B: {
          Type: 'T',
          Condition: 'Either',
          DependsOn: 'A',
          Properties: { X: { 'Fn::If': ['IsProduction', { Ref: 'A' }, 1] } },
        },
      },
      Outputs: { O: { Value: 1, Condition: 'IsProduction' } },
    };
    const test = blueprintOf(template);
    expect([...test.resources.keys()]).toEqual(['B']);
    expect(test.resources.get('B')?.dependencies).toEqual([]);
    expect(test.outputs.size).toBe(0);
    const production = blueprintOf(template, { Stage: 'production' });
    expect([...production.resources.keys()]).toEqual(['A', 'B']);
    expect(production.resources.get('B')?.dependencies).toEqual(['A']);
    expect(production.outputs.size).toBe(1);
  });

  test('parameters', () => {
    const Parameters = {
      Text: { Type: 'String', Default: 5 },
      List: { Type: 'CommaDelimitedList', Default: 'a, b' },
      Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/stored' },
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x/version' },
    };
    expect(blueprintOf({ Parameters }).values).toMatchObject({
      Text: '5',
      List: ['a', 'b'],
      Stored: 'value',
      BootstrapVersion: 'value-of-/cdk-bootstrap/x/version',
    });
    expect(() => blueprintOf({ Parameters: { Needed: { Type: 'String' } } })).toThrow(
      'Parameters.Needed has neither a value nor a default',
    );
  });

  test('dependencies come from DependsOn and from what the properties refer to', () => {
    const { resources } = blueprintOf({
      Resources: {
        A: { Type: 'T' },
        B: { Type: 'T', DependsOn: 'A' },
        C: {
          Type: 'T',
          DependsOn: ['A', 'B'],
          Properties: { X: { 'Fn::Sub': ['${B.Arn}${Local}', { Local: { 'Fn::GetAtt': 'A.Arn' } }] } },
        },
      },
    });
    expect([...resources.values()].map(({ dependencies }) => dependencies)).toEqual([[], ['A'], ['A', 'B']]);
  });

  test.each<[object, string]>([
    [
      { Resources: { A: { Type: 'T', Properties: { X: [{ Ref: 'B' }] } } } },
      "Resources.A.Properties.X[0] refers to 'B', which does not exist.",
    ],
    [{ Resources: { A: { Type: 'T', DependsOn: 'B' } } }, "Resources.A.DependsOn refers to 'B', which does not exist."],
    [
      { Outputs: { O: { Value: { 'Fn::GetAtt': ['B', 'X'] } } } },
      "Outputs.O.Value refers to 'B', which does not exist.",
    ],
    [
      { Resources: { A: { Type: 'T', DependsOn: 'B' }, B: { Type: 'T', DependsOn: 'A' }, C: { Type: 'T' } } },
      'Circular dependency between resources: [A, B]',
    ],
    [{ Resources: { A: { Type: 'T', Condition: 'X' } } }, "A has the condition 'X', which does not exist."],
    [
      { Resources: { A: { Type: 'T', DeletionPolicy: 'Snapshot' } } },
      "Resources.A.DeletionPolicy is 'Snapshot', which does nothing on this machine.",
    ],
    [{ Conditions: { X: { Condition: 'X' } } }, 'Conditions.X depends on itself.'],
    [{ Conditions: { X: { 'Fn::Maybe': [] } } }, 'Conditions.X is no condition: {"Fn::Maybe":[]}.'],
    [
      { Transform: 'AWS::Serverless-2016-10-31' },
      'Transform asks for "AWS::Serverless-2016-10-31": macros do not run on this machine.',
    ],
  ])('%j is refused', (template, message) => {
    expect(() => blueprintOf(template)).toThrow(message);
  });
});
