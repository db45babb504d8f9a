/** Command lines of the exhaustive checks, read strictly: what is not understood is an error in words, never a guess. */

/** A command line that can't be read: its message says why. */
export class WordsError extends RangeError {}

/** Values by option: every word is `--name value`, and `names` are all that there are. Throws WordsError. */
export function optionsOf(words: readonly string[], names: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>()
  for (let at = 0; at < words.length; at += 2) {
    const word = words[at] ?? ''
    const name = word.startsWith('--') ? word.slice(2) : ''
    if (!names.includes(name))
      throw new WordsError(`${word} is no option: there are ${names.map((one) => `--${one}`).join(', ')}`)
    const value = words[at + 1]
    if (value === undefined) throw new WordsError(`--${name} needs a value`)
    if (options.has(name)) throw new WordsError(`--${name} was given twice`)
    options.set(name, value)
  }
  return options
}

/** A whole number of at least `least`, or what stands for none. Throws WordsError. */
export function numberOf(options: ReadonlyMap<string, string>, name: string, otherwise: number, least: number): number {
  const text = options.get(name)
  if (text === undefined) return otherwise
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least)) throw new WordsError(`--${name} wants a whole number of at least ${least}, not ${text}`)
  return value
}

/** Runs `body` and returns its exit code; a command line that can't be read is told with `usage`, and is code 2. */
export function withUsage<T>(usage: string, words: readonly string[], body: () => T): T | number {
  if (words.includes('--help')) {
    console.log(usage)
    return 0
  }
  try {
    return body()
  } catch (error) {
    if (!(error instanceof WordsError)) throw error
    console.error(`${error.message}\n\n${usage}`)
    return 2
  }
}

/** Calls `tell` at most once in so many milliseconds. */
export function nowAndThen(tell: () => void, everyMs: number = 5000): () => void {
  let last = performance.now()
  return () => {
    if (performance.now() - last < everyMs) return
    last = performance.now()
    tell()
  }
}
