/** `npm run dev`: the demo office behind Vite's server, with hot reload. */
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('e2e/cli/dev.ts');
