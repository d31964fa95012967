import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, DOTNET_MISSING, GO, JAVA, type LanguageProject, PYTHON } from './languages';
import { errorOf, MISTAKE_NAMES } from './mistakes';
import { exampleTemplate } from './screening';

jest.setTimeout(1_800_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-languages-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const { name, missing, project } of [PYTHON, JAVA, GO]) {
  (missing ? describe.skip : describe)(missing ? `${name} (${missing})` : name, () => {
    let fresh: LanguageProject;

    beforeAll(async () => {
      fresh = project(join(folder, name));
      await fresh.install();
    });

    it('the example synthesizes the template of the TypeScript example', async () => {
      expect(await fresh.synthesize()).toEqual(exampleTemplate());
    });

    it.each(MISTAKE_NAMES)('the mistake "%s" is told as in TypeScript', async (mistake) => {
      expect(await fresh.errorOf(mistake)).toContain(errorOf(mistake));
    });
  });
}

describe('C#', () => {
  it('the package’s code is written', async () => {
    await build(join(folder, 'dotnet'), 'dotnet', '--code-only');
  });

  (DOTNET_MISSING ? it.skip : it)(`the package is built${DOTNET_MISSING ? ` (${DOTNET_MISSING})` : ''}`, async () => {
    await build(join(folder, 'dotnet'), 'dotnet');
  });
});
