/** What administrators ask of a real organization, or of the local one. */
export { Connection, type ConnectionSettings } from './connection';
export { readPhysicalIds } from './deployed-stacks';
export {
  compareRules,
  type DeclaredRule,
  type DifferenceKind,
  type FieldDifference,
  type RuleDifference,
} from './difference';
export {
  AREAS,
  type Area,
  diagnose,
  type Examination,
  type Facts,
  type Finding,
  gatherFacts,
  type Severity,
} from './doctor';
export { AdministrationError, type AdministrationErrorCode } from './error';
export type { RuleDecision } from './events/decisions';
export { findLogGroup, readDecisions } from './events/event-log';
export { type ExportedCode, type ExportLanguage, exportCode } from './export';
export { type Identity, readIdentity } from './identity';
export { type LiveRules, readRules } from './live-rules';
export {
  checkAliases,
  findOrganization,
  type LiveOrganization,
  listMailDomains,
  type OrganizationName,
} from './organization';
export { type PausePlan, pause, planPause, sideEffectsOf } from './pause/pause';
export { findPauses, pauseSentence } from './pause/pauses';
export { planResume, type ResumePlan, resume } from './pause/resume';
