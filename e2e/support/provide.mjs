/** Installs what the tests need and this machine lacks, where that is possible: Chromium, and clients that nobody here wrote. */
import { provideBrowser } from './browser.mjs'
import { provideClients } from './clients.mjs'

for (const provide of [provideBrowser, provideClients]) {
  try {
    provide()
  } catch (error) {
    // `npm test` looks again, and says what is missing.
    console.error(error instanceof Error ? error.message : error)
  }
}
