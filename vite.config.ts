import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the PBX; set by e2e/cli/dev.mjs. */
const pbx = process.env['CORDBOARD_PBX_URL'];
const manager = ['/rawman', '/mxml'];

/** Tests of the wire and of the rig run once per Asterisk version, one file at a time: each starts real PBXs. */
const wire = (version: '22' | '16') => ({
  extends: true as const,
  test: {
    name: `wire-${version}`,
    include: ['tests/**/*.wire.ts', 'e2e/**/*.wire.ts'],
    env: { CORDBOARD_PBX_VERSION: version },
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // None for whoever works on it; .ci/run asks for one, on a machine it shares, and the report names what needed it.
    retry: Number(process.env['CORDBOARD_RETRIES'] ?? 0),
    sequence: { groupOrder: version === '22' ? 1 : 2 },
  },
});

/** Modules and packages nothing but the workbench imports. */
const onlyWorkbench = (id: string): boolean =>
  /src\/(workbench|ask|config|console|words\/workbench)\/|node_modules\/(@codemirror|@marijn|crelt|idb|style-mod|w3c-keyname|@tanstack)\/|src\/ami\/(catalogue-full|secrets)\./.test(
    id,
  );

export default defineConfig({
  // The page is served from …/static/cordboard/ of whatever prefix the site has: every address is relative.
  base: './',
  plugins: [svelte()],
  // A later build takes the session over from an earlier one (src/ami/page.ts).
  define: { __CORDBOARD_BUILD__: JSON.stringify(new Date().toISOString()) },
  build: {
    target: 'es2022',
    // Asterisk's server knows the type of .js, .css, .html, .svg and .png alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Advice on the build's own speed, not on what is built.
      checks: { bundlerTimings: false },
      input: { index: 'index.html', worker: 'src/ami/worker.ts' },
      output: {
        // The worker's address never changes: two addresses would make two workers on one cookie.
        entryFileNames: (chunk) => (chunk.name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
        // What only the workbench loads is weighed apart (.size-limit.json).
        chunkFileNames: ({ moduleIds }) =>
          moduleIds.length > 0 && moduleIds.every(onlyWorkbench)
            ? 'workbench/[name]-[hash].js'
            : 'assets/[name]-[hash].js',
        assetFileNames: ({ originalFileNames }) =>
          originalFileNames.length > 0 && originalFileNames.every(onlyWorkbench)
            ? 'workbench/[name]-[hash][extname]'
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
  // The workbench's own worker is weighed with it.
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: 'workbench/[name]-[hash].js' } } },
  server: pbx
    ? { proxy: Object.fromEntries(manager.map((path) => [path, { target: pbx, changeOrigin: false }])) }
    : {},
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['tests/**/*.test.ts'], testTimeout: 60_000 },
      },
      wire('22'),
      wire('16'),
    ],
  },
});
