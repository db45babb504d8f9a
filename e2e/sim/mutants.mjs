/** `npm run mutants`: bundles the simulator with the bug zoo in it, and hunts in threads. */
import { join } from 'node:path'
import process from 'node:process'
import { bundle, root } from '../../src/hosts/node/bundle.mjs'

process.chdir(root)
const thread = await bundle(join(root, 'e2e', 'sim', 'mutantsThread.ts'), 'mutants-thread', [])
const { main } = await import(await bundle(join(root, 'e2e', 'sim', 'mutantsMain.ts'), 'mutants-main', []))
process.exitCode = await main(process.argv.slice(2), new URL(thread))
