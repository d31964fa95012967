import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration } from 'aws-cdk-lib';
import { ScreeningStack } from '../../examples/screening/screening-stack';

export const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';
export const ROOT = join(__dirname, '..', '..');
export const EXAMPLE = join(ROOT, 'examples', 'screening');

/** The template of examples/screening/app.ts, with the hashes of its assets. */
export function exampleTemplate(): unknown {
  const outdir = mkdtempSync(join(tmpdir(), 'screening-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    new ScreeningStack(app, 'Screening', {
      organizationId: ORGANIZATION_ID,
      blockedDomains: ['*.junk.example'],
      ruleTimeout: Duration.minutes(30),
      blockedRuleName: 'blocked',
    });
    return readTemplate(app.synth().directory);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function readTemplate(assembly: string): unknown {
  return JSON.parse(readFileSync(join(assembly, 'Screening.template.json'), 'utf8'));
}
