import { writeFileSync } from 'node:fs';
import { readCatalogue, toMarkdown } from '.';

writeFileSync('docs/errors.md', toMarkdown(readCatalogue()));
