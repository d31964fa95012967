/** The page of all errors and warnings, from the sources. */
export { type Catalogue, type Entry, readCatalogue } from './catalogue';
export { toMarkdown } from './markdown';
