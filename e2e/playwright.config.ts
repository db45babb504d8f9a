/** Browser tests run on the built site (`npm run build`), served as any static host would serve it. */
import { defineConfig } from '@playwright/test'
import { PATIENCE } from './playground.ts'
import { BROWSER_ARGS, findBrowser } from './support/browser.mjs'

const { E2E_PORT: port = '4317' } = process.env
const url = `http://127.0.0.1:${port}/`
const executablePath = findBrowser()

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results/browser',
  // Files two at a time: a page waits for the ensemble's own time as often as for the machine.
  workers: 2,
  forbidOnly: true,
  // What is waited for is an event that must come; on a busy machine it comes late.
  timeout: 240_000,
  expect: { timeout: PATIENCE },
  reporter: 'list',
  use: {
    baseURL: url,
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: { args: BROWSER_ARGS, ...(executablePath === undefined ? {} : { executablePath }) },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    cwd: '..',
    url,
    timeout: 180_000,
    reuseExistingServer: false,
  },
})
