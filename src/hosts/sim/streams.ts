/**
 * Dice by name: each part of a world draws from its own stream, so that one draw more in one part leaves the others as
 * they were. The same seed and name give the same stream.
 */
import { nextUint32, type Rng, rngOf } from '../../ground/base/rng.ts'

/** The stream `name` of the world with this seed (an integer). */
export function streamOf(seed: number, name: string): Rng {
  // FNV-1a over the name, then a turn of the dice, so that neighbouring seeds have nothing in common.
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  const mixed = rngOf(hash ^ nextUint32(rngOf(seed)))
  return rngOf(nextUint32(mixed))
}
