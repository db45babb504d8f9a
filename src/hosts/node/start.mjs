/** `npm start`: bundles the launcher and runs it in this very process, so that signals and the exit code are its own. */
import process from 'node:process'
import { bundle, root } from './bundle.mjs'

const { start } = await import(await bundle('start.ts', 'start'))
await start(root, process.argv.slice(2))
