/** `npm run serve`: bundles the host and runs it in this very process, so that signals and the exit code are its own. */
import { bundle } from './bundle.mjs'

await import(await bundle('main.ts', 'serve'))
