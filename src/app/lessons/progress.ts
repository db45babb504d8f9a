/** Which steps were done, kept where this browser lets a page keep anything; else until the page is closed. */
const KEY = 'zooKeeperPlayground.lessons'

/** Steps done, as `lock/first`. */
export type Progress = ReadonlySet<string>

/** Reads what `text` holds; anything else than a list of words is no progress. */
export function parseProgress(text: string | null): Progress {
  if (text === null) return new Set()
  try {
    const value: unknown = JSON.parse(text)
    return new Set(Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])
  } catch {
    return new Set()
  }
}

export function loadProgress(): Progress {
  try {
    return parseProgress(localStorage.getItem(KEY))
  } catch {
    return new Set()
  }
}
export function saveProgress(progress: Progress): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([...progress]))
  } catch {
    // Storage is refused here: the address still says where the reader is.
  }
}
