/**
 * Which Chromium the browser tests drive: Playwright's own where it was downloaded, else the one that CHROMIUM_PATH names,
 * else an installed Chromium or Chrome, else (root on a machine with apt) a freshly installed one.
 */
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright-core'
import { aptInstall, hasApt } from './apt.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** No sandbox and no GPU (containers have neither), and no traffic of the browser's own. */
export const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The path of a browser that is there, or undefined. */
export function findBrowser() {
  const own = chromium.executablePath()
  if (own !== '' && existsSync(own)) return own
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && named !== '') return named
  return inPath(NAMES)
}

/** As `findBrowser`, but installs one where that is possible. Throws an Error that says what to do where it is not. */
export function provideBrowser() {
  const found = findBrowser() ?? (installWithApt() ? inPath(NAMES) : undefined)
  if (found !== undefined) return found
  throw new Error(
    'The browser tests need Chromium, and none was found. Install chromium or google-chrome, or run ' +
      '`npx playwright install --with-deps chromium`, or name one in the environment variable CHROMIUM_PATH.',
  )
}

function inPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name)
      if (isExecutable(path)) return path
    }
  }
  return undefined
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function installWithApt() {
  if (!hasApt()) return false
  console.log('No Chromium here: installing Debian’s (and a font for Chinese text) with apt-get.')
  return aptInstall(['chromium', 'fonts-wqy-microhei'])
}
