import { defineConfig } from '@playwright/test';

/**
 * Gestures in a real browser on the built page, served by a real Asterisk. Each worker has a hotel of its own, whose
 * phones belong to one test at a time. The PBX's version and the body format come from the environment (e2e/cli/test.mjs).
 */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../.cordboard/browser',
  globalTeardown: './transfers-table.ts',
  workers: 2,
  fullyParallel: true,
  // See vite.config.ts.
  retries: Number(process.env['CORDBOARD_RETRIES'] ?? 0),
  timeout: 45_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ? [['list'], ['json']] : [['list']],
  use: { trace: 'off', screenshot: 'only-on-failure' },
});
