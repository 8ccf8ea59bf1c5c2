/**
 * The folders are the data's way through the program: each imports only what stands left of it
 * (docs/architecture.md). One rule a folder, each with its reason.
 */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: '^src/', pathNot: [from, ...allowed] },
});
const words = '^src/words/';
const ami = '^src/ami/';
const pbx = '^src/pbx/';
const consoleForms = '^src/console/';
const commands = '^src/commands/';
const config = '^src/config/';
const ui = '^src/ui/';
const live = '^src/live\\.svelte\\.ts$';
const ask = '^src/ask/';

module.exports = {
  forbidden: [
    only('words-import-nothing', words, [], 'Texts know no program.'),
    only('ami-stands-alone', ami, [], 'The wire knows no phones, no Svelte and no words.'),
    only('pbx-reads-ami', pbx, [ami], 'The mirror is made of messages; it knows no screen.'),
    only(
      'console-prepares-actions',
      consoleForms,
      [ami],
      'Forms grown from the catalogue; nothing of a screen.',
    ),
    only(
      'config-knows-files-alone',
      config,
      [ami],
      'A configuration file is a document and requests; it knows no calls and no screen.',
    ),
    only('commands-act-on-the-mirror', commands, [ami, pbx, words], 'What one can do, said in words.'),
    only('ui-knows-no-pbx', ui, [words], 'Look and touch that would serve another program as well.'),
    only('live-bridges-the-mirror', live, [ami, pbx], 'The bridge from the mirror to Svelte.'),
    only(
      'ask-bridges-what-is-asked',
      ask,
      [ami, pbx, '^src/(config|console)/'],
      'The bridge for what is asked for and kept.',
    ),
    only(
      'pages-never-touch-the-wire',
      '^src/(switchboard|workbench)/',
      [words, pbx, commands, '^src/(config|console)/', ui, live, ask],
      'A page reads the mirror, shows commands and raises edits; it names no header.',
    ),
    {
      name: 'rooms-are-apart',
      severity: 'error',
      comment: 'The workbench loads only when opened; the switchboard must not pull it in, nor the reverse.',
      from: { path: '^src/switchboard/' },
      to: { path: '^src/workbench/' },
    },
    {
      name: 'rooms-are-apart-too',
      severity: 'error',
      comment: 'See rooms-are-apart.',
      from: { path: '^src/workbench/' },
      to: { path: '^src/switchboard/' },
    },
    {
      name: 'through-the-front-door',
      severity: 'error',
      comment: 'A folder is used through its index.ts, where its public names are written out.',
      from: { path: '^src/([^/]+)/' },
      to: {
        path: '^src/(ami|pbx|console|commands|config|words|ui|ask)/(?!(workbench/)?index\\.ts$)',
        pathNot: '^src/$1/',
      },
    },
    {
      name: 'core-without-svelte',
      severity: 'error',
      comment: 'The core is plain TypeScript, proved in Node.',
      from: { path: '^src/(ami|pbx|console|commands|config|words)/' },
      to: { path: 'node_modules/(svelte|@tanstack/svelte-query)' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Circles hide who knows whom.',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'svelte', 'default'] },
  },
};
