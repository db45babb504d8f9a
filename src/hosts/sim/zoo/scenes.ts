/** Scenes: short worlds that go where a random one seldom gets. */
import type { Programs } from '../program.ts'

export type SceneName = 'none'

export const SCENES: { readonly [K in SceneName]: (seed: number, programs: Programs) => void } = {
  none: () => undefined,
}
