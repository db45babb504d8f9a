/**
 * Property tests draw from one seed, so that a change is judged by what it changed. `FUZZ_SEED=random` (or a number) looks
 * elsewhere; a failure prints the seed that brings it back.
 */
import process from 'node:process'
import fc from 'fast-check'

const { FUZZ_SEED: asked = '20261122' } = process.env
if (asked !== 'random') fc.configureGlobal({ seed: Number(asked) })
