import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, DOTNET_MISSING, GO, JAVA, type LanguageProject, PYTHON } from './languages';
import { errorOf, MISTAKE_NAMES } from './mistakes';
import { exampleTemplate } from './screening';

jest.setTimeout(1_800_000);

function freshFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `package-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

for (const { name, missing, project } of [PYTHON, JAVA, GO]) {
  (missing ? describe.skip : describe)(missing ? `${name} (${missing})` : name, () => {
    const folder = freshFolder(name.toLowerCase());
    let fresh: LanguageProject;

    beforeAll(async () => {
      fresh = project(folder);
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
  const folder = freshFolder('dotnet');

  it('the package’s code is written', async () => {
    await build(folder, 'dotnet', '--code-only');
  });

  (DOTNET_MISSING ? it.skip : it)(`the package is built${DOTNET_MISSING ? ` (${DOTNET_MISSING})` : ''}`, async () => {
    await build(folder, 'dotnet');
  });
});
