/** `npm run sim`: bundles the simulator for Node and runs it in this very process; its threads run the other bundle. */
import process from 'node:process'
import { bundle } from './bundle.mjs'

const thread = await bundle('thread')
const { main } = await import(await bundle('main'))
process.exitCode = await main(process.argv.slice(2), new URL(thread))
