/** The functions in Python and Java that docs/writing-functions.md shows answer what WorkMail takes. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { ROOT, shown } from '../shown/pages';
import { inShort, mailEvent } from './support';

const PAGE = 'docs/writing-functions.md';
const folder = mkdtempSync(join(tmpdir(), 'languages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isAnswer = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(join(ROOT, 'schemas/inbound-answer.json'), 'utf8')),
);

function readAnswer(text: Buffer): string[] {
  const answer = JSON.parse(text.toString());
  isAnswer(answer);
  expect(isAnswer.errors ?? []).toEqual([]);
  return inShort(answer);
}

const testWith = (program: string) => (spawnSync(program, ['--version']).error ? test.skip : test);

testWith('python3')('Python (needs python3)', () => {
  const [code = ''] = shown(PAGE, 'python');
  const script = `${code}\nimport json, sys\nprint(json.dumps(handler(json.load(sys.stdin), None)))`;
  const run = (event: object) => readAnswer(execFileSync('python3', ['-c', script], { input: JSON.stringify(event) }));
  expect(run(mailEvent())).toEqual(['DEFAULT *']);
  expect(run(mailEvent({ to: ['one@corp.example', 'Former@corp.example'] }))).toEqual([
    'DEFAULT *',
    'BOUNCE This mailbox is closed. Former@corp.example',
  ]);
});

/** Prints what it answers, as JSON. */
const MAIN = `package example;

import java.util.*;

public class Main {
  public static void main(String[] arguments) {
    System.out.println(json(new Screening().handle(Map.of("subject", arguments[0]))));
  }

  static String json(Object value) {
    if (value instanceof String) return '"' + (String) value + '"';
    if (value instanceof List) {
      List<String> texts = new ArrayList<>();
      for (Object one : (List<?>) value) texts.add(json(one));
      return "[" + String.join(",", texts) + "]";
    }
    if (!(value instanceof Map)) return String.valueOf(value);
    List<String> texts = new ArrayList<>();
    for (Map.Entry<?, ?> one : ((Map<?, ?>) value).entrySet()) texts.add(json(one.getKey()) + ":" + json(one.getValue()));
    return "{" + String.join(",", texts) + "}";
  }
}
`;

testWith('javac')('Java (needs a JDK)', () => {
  const [code = ''] = shown(PAGE, 'java');
  mkdirSync(join(folder, 'example'));
  writeFileSync(join(folder, 'example', 'Screening.java'), code);
  writeFileSync(join(folder, 'example', 'Main.java'), MAIN);
  execFileSync('javac', ['-d', '.', 'example/Screening.java', 'example/Main.java'], { cwd: folder });
  const run = (subject: string) =>
    readAnswer(execFileSync('java', ['-cp', '.', 'example.Main', subject], { cwd: folder }));
  expect(run('Advertisement: buy now')).toEqual(['MOVE_TO_JUNK *']);
  expect(run('Hello')).toEqual(['DEFAULT *']);
});
