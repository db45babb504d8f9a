/** The scale of speeds: a slider's steps, from one hundredth to as fast as the machine. Numbers only. */
import type { Speed } from './settings.ts'

/** Virtual over real time. The last one asks for more than a machine can: it goes as fast as it can. */
export const TEMPI: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100]

/** The step on the scale that is nearest to a speed; of the auto tempo it is real time. */
export function tempoStep(speed: Speed): number {
  const wanted = Math.log(speed === 'auto' ? 1 : speed)
  let best = 0
  for (const [step, tempo] of TEMPI.entries()) {
    const far = Math.abs(Math.log(tempo) - wanted)
    if (far < Math.abs(Math.log(TEMPI[best] ?? 1) - wanted)) best = step
  }
  return best
}
/** The speed `by` steps faster (or slower) than `speed`, at the scale's ends no further. */
export function tempoBeside(speed: Speed, by: number): number {
  const step = Math.min(TEMPI.length - 1, Math.max(0, tempoStep(speed) + by))
  return TEMPI[step] ?? 1
}
/** `1/20`, `1×`, `5×`; undefined for as fast as the machine. */
export function tempoText(speed: number): string | undefined {
  if (speed >= 100) return undefined
  return speed < 1 ? `1/${Math.round(1 / speed)}` : `${speed}×`
}
