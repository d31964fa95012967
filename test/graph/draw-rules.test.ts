import fc from 'fast-check';
import { drawRules } from '../../lib/graph';
import type { InboundAction, InboundRule, OutboundRule } from '../../lib/rules';
import { processorTime } from '../processor-time';
import { anyRulesOf, rule } from '../rules/random-rules';
import { readXml } from './xml';

const DROP = { DropAction: {} };
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:screening:live';

function inbound(name: string, action: InboundAction, senders = ['*'], recipients = ['*']): InboundRule {
  return rule('INBOUND', name, action, senders, recipients) as InboundRule;
}

function synchronous(minutes: number): InboundAction {
  const SynchronousLambdaParameters = { RetryPeriodMinutes: minutes, FallbackAction: { MoveToJunkAction: {} } };
  return { InboundLambdaAction: { Arn: FUNCTION, SynchronousLambdaParameters } };
}

/** The text that is seen in the picture, line by line. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
}

/** The label of each box, by its id. */
function boxesOf(mermaid: string): Record<string, string> {
  return Object.fromEntries([...mermaid.matchAll(/^ {4}([io]\d+)\["(.*)"\]/gm)].map(([, id, label]) => [id!, label!]));
}

const SCREENING = {
  inbound: [
    inbound('everybody', synchronous(30)),
    inbound('partner', { InboundLambdaAction: { Arn: FUNCTION } }, ['partner.example']),
    inbound('junk', DROP, ['*.junk.example'], ['sales@corp.example']),
  ],
  outbound: [
    rule('OUTBOUND', 'relay', { SmtpRoutingAction: { SmtpGatewayName: 'archive' } }, ['*'], ['*']) as OutboundRule,
  ],
};

describe('The picture', () => {
  test('says in order of precedence who is matched, what happens, and what is an exception to what', () => {
    expect(textsOf(drawRules(SCREENING).svg)).toEqual([
      'Inbound: 3 rules',
      'For each recipient the first step that matches decides. The steps are tried with the Sender header, then with From.',
      ...['Rule', 'From', 'To', 'Action'],
      'From domains',
      ...['1', 'partner', 'partner.example', '*', 'Run Lambda', 'asynchronous', 'screening:live'],
      'exception to 3',
      'From wildcard domains of 2 labels',
      ...['2', 'junk', '*.junk.example', 'sales@corp.example', 'Drop', 'exception to 3'],
      'From everybody',
      ...['3', 'everybody', '*', '*', 'Run Lambda', 'synchronous', 'screening:live'],
      'tries for 30 min, then Deliver to junk folder',
      'No step matches: Default, delivered as WorkMail’s spam filter says',
      'Outbound: 1 rule',
      'For each recipient the first step that matches decides, by the Sender header or by From.',
      ...['Rule', 'From', 'To', 'Action'],
      'From everybody',
      ...['1', 'relay', '*', '*', 'Route to SMTP gateway', 'archive'],
      'No step matches: Default, sent',
    ]);
  });

  test('names functions as it is told, and says that 0 minutes means one try', () => {
    const functionNames = { [FUNCTION]: 'Mail/Screening' };
    const { svg, mermaid } = drawRules({ inbound: [inbound('a', synchronous(0))], outbound: [], functionNames });
    expect(textsOf(svg)).toContain('Mail/Screening');
    expect(textsOf(svg)).toContain('tries once, then Deliver to junk folder');
    expect(boxesOf(mermaid).i1).toContain('synchronous · Mail#47;Screening · tries once');
  });

  test('marks ties, rules that never apply and Run Lambda rules that others beat', () => {
    const rules = [
      inbound('first', DROP, ['a.example', 'b.example']),
      inbound('tie', DROP, ['a.example', 'c.example']),
      inbound('never', { BounceAction: {} }, ['b.example']),
      inbound('beaten', { InboundLambdaAction: { Arn: FUNCTION } }, ['b.example', 'd.example']),
    ];
    const { svg, mermaid } = drawRules({ inbound: rules, outbound: [] });
    const marks = [
      'ties with 1: the first by name is taken, for mail that both match',
      'never applies: 1 first',
      'for some of its mail 1 first: Run Lambda comes last',
    ];
    expect(textsOf(svg)).toEqual(expect.arrayContaining(marks));
    expect(svg.match(/class="never"/g)).toHaveLength(1);
    const boxes = boxesOf(mermaid);
    expect([boxes.i2, boxes.i3, boxes.i4].map((label) => label!.split('<br/>').at(-1))).toEqual(marks);
    expect(mermaid).toContain('    class i3 never\n');
  });

  test('cuts what is long, and has all of it in a tooltip', () => {
    const name = 'a name that goes on and on '.repeat(4).trim();
    const senders = Array.from(
      { length: 250 },
      (_, index) => `sender-${String(index).padStart(3, '0')}@partner.example`,
    );
    const { svg } = drawRules({ inbound: [inbound(name, DROP, senders)], outbound: [] });
    const texts = textsOf(svg);
    expect(texts).not.toContain(name);
    expect(texts.find((text) => text.endsWith('+248'))).toBeDefined();
    expect(svg).toContain(`<title>${name}</title>`);
    expect(svg).toContain(`<title>${senders.join(', ')}</title>`);
    expect(Math.max(...texts.slice(6).map((text) => text.length))).toBeLessThan(70);
  });

  test('has no rules where there are none', () => {
    const { svg, mermaid } = drawRules({ inbound: [], outbound: [] });
    expect(textsOf(svg)).toEqual([
      'Inbound: 0 rules',
      'No step matches: Default, delivered as WorkMail’s spam filter says',
      'Outbound: 0 rules',
      'No step matches: Default, sent',
    ]);
    expect(mermaid).toContain('i0 --> iNone');
  });

  test('needs nothing from elsewhere, and brings colours for light and dark', () => {
    const { svg } = drawRules(SCREENING);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /https?:|href|url\(|@import|@font-face|<script/,
    );
    expect(svg).toContain('@media (prefers-color-scheme:dark)');
    expect(svg).toMatch(/<rect class="page" width="1200" height="\d+"\/>/);
  });
});

describe('On random rules', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      'toString',
      ']]>',
      '</text><script>x()</script>',
      '&amp;',
      '"]:::x --> y["',
      '\u202Edesrever',
      '\ud800',
      'end',
      '`*`',
    ),
  );
  const hostileRules = fc.array(
    fc
      .tuple(hostile, hostile, hostile, hostile)
      .map(([name, sender, recipient, Arn]) => inbound(name, { InboundLambdaAction: { Arn } }, [sender], [recipient])),
    { maxLength: 6 },
  );

  test('whatever they are named, the picture is well-formed, with no elements but its own', () => {
    fc.assert(
      fc.property(hostileRules, (rules) => {
        const { error, elements } = readXml(drawRules({ inbound: rules, outbound: [] }).svg);
        expect(error).toBeUndefined();
        expect([...new Set(elements)].sort().join(' ')).toMatch(/^(circle )?g path rect style svg text title$/);
      }),
      { numRuns: 300 },
    );
  });

  test('whatever they are named, a label of Mermaid is only text to it', () => {
    fc.assert(
      fc.property(hostileRules, (rules) => {
        const { mermaid } = drawRules({ inbound: rules, outbound: [] });
        const boxes = Object.values(boxesOf(mermaid));
        expect(boxes).toHaveLength(rules.length);
        for (const label of boxes) expect(label.replaceAll('<br/>', '')).toMatch(/^(?:[\p{L}\p{N} .,:@·…-]|#\d+;)*$/u);
        // Beside the boxes: headings and ends of both directions, chains, exceptions and colours.
        const others = mermaid.split('\n').filter((line) => !/^ {4}i\d+\[|-\. exception \.->|^ {2}classDef/.test(line));
        expect(others.length).toBeLessThanOrEqual(16);
      }),
      { numRuns: 300 },
    );
  });

  test('the same rules in whatever order give the same drawing', () => {
    fc.assert(
      fc.property(anyRulesOf('INBOUND', { maxLength: 8 }), anyRulesOf('OUTBOUND', { maxLength: 8 }), (one, two) => {
        const [ins, outs] = [one as InboundRule[], two as OutboundRule[]];
        const drawing = drawRules({ inbound: ins, outbound: outs });
        expect(drawRules({ inbound: ins.toReversed(), outbound: outs.toReversed() })).toEqual(drawing);
      }),
    );
  });
});

describe('Of many rules', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      inbound(`rule-for-partner-${index}`, index % 2 ? synchronous(30) : DROP, [`*.p${index}.example`]),
    );

  test('the picture has all', () => {
    const texts = textsOf(drawRules({ inbound: [...many(299), inbound('everybody', DROP)], outbound: [] }).svg);
    for (const { Name } of many(299)) expect(texts).toContain(Name);
    expect(texts).toContain('300');
  });

  test('the flowchart has as many as Mermaid takes, and says how many more there are', () => {
    const { mermaid } = drawRules({ inbound: [...many(1000), inbound('everybody', DROP)], outbound: [] });
    const boxes = Object.keys(boxesOf(mermaid)).length;
    expect(boxes).toBeGreaterThan(200);
    expect(mermaid).toContain(`["and ${1001 - boxes} more"]`);
    expect(mermaid.length).toBeLessThan(50_000);
    expect(mermaid.match(/ -->|\.->/g)!.length).toBeLessThan(500);
  });

  test('it is quick', () => {
    const rules = { inbound: [...many(999), inbound('everybody', DROP)], outbound: [] };
    const spent = processorTime();
    drawRules(rules);
    // Measured: 200 ms.
    expect(spent()).toBeLessThan(3000);
  });
});
