/**
 * How much larger than usual the reader's browser writes: 1 at 16 px, 2 where text is set to 200 %. Styles follow by `rem`;
 * whatever is placed by the program (the stage, rows that are made when in sight) follows by this.
 */

const USUAL_PX = 16

export function textScale(): number {
  const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  return size > 0 ? size / USUAL_PX : 1
}

/** A length in `rem` as pixels. */
export function remPx(rem: number): number {
  return rem * USUAL_PX * textScale()
}
