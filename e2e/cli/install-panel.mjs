/** `npm run install-panel -- DIR`: copies the built page into an Asterisk's static-http directory. */
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('e2e/cli/install-panel.ts');
