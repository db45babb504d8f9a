/** `npm run crash`, `npm run damage`, `npm run fuzz`: bundles the entry that is named first, and gives it the other words. */
import process from 'node:process'
import { bundle } from './bundle.mjs'

const [name, ...words] = process.argv.slice(2)
const { main } = await import(await bundle(name))
process.exitCode = await main(words)
