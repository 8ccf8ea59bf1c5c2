/** `npm start`: the demo office, or with `--pbx URL` the page on somebody's running PBX. */
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('e2e/cli/start.ts');
