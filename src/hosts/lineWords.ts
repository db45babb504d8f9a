/** A line as words with their places. Lines may be long: a paste of half a million words is split once, and quickly. */

export type Word = { readonly text: string; readonly at: number }

/** Words with their places, split at white space. */
export function wordsOf(line: string): readonly Word[] {
  const words: Word[] = []
  let at = 0
  // Words and gaps by turns: a long line is split without an object for each match.
  for (const [turn, text] of line.split(/(\s+)/).entries()) {
    if (turn % 2 === 0 && text !== '') words.push({ text, at })
    at += text.length
  }
  return words
}

/** The first word of `line`, empty where there is none: who only asks for that need not split a long line. */
export function firstWordOf(line: string): string {
  return /\S+/.exec(line)?.[0] ?? ''
}
