/** Time in words, apart from the sentences: the stage writes it too. */

/** Virtual time as the story shows it: seconds with milliseconds, `12.004`. */
export function formatAt(ms: number): string {
  return (ms / 1000).toFixed(3)
}
