export { Provider, type RightToOrganization } from './provider';
