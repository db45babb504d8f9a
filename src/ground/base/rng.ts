/**
 * Seeded dice (mulberry32). State is plain data so that it can live in a server, be cloned and replayed.
 * Law: the same seed gives the same numbers on every machine.
 */
export type Rng = { state: number }

/** Dice that start from `seed` (any integer; its low 32 bits count). */
export function rngOf(seed: number): Rng {
  return { state: seed >>> 0 }
}

/** The next 32-bit unsigned integer. */
export function nextUint32(rng: Rng): number {
  rng.state = (rng.state + 0x6d2b79f5) >>> 0
  let t = rng.state
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return (t ^ (t >>> 14)) >>> 0
}

/** An integer in [0, bound). `bound` is a positive integer up to 2^32. */
export function below(rng: Rng, bound: number): number {
  return Math.floor((nextUint32(rng) / 4294967296) * bound)
}

/** A new, independent stream derived from `rng` (which advances by one). */
export function fork(rng: Rng): Rng {
  return rngOf(nextUint32(rng))
}
