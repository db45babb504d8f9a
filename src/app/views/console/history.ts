/** Lines typed before, kept in the browser where it allows that: a refused or full storage costs the memory, nothing else. */
const KEY = 'zookeeper-playground.console'
const LINES_MAX = 200

export function keptHistory(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((line) => typeof line === 'string').slice(-LINES_MAX) : []
  } catch {
    return []
  }
}

export function keepHistory(lines: readonly string[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(lines.slice(-LINES_MAX)))
  } catch {
    // Not allowed, or full: the lines live as long as the page.
  }
}

/** `lines` with `line` as the newest; the same line twice in a row is kept once. Lines with credentials are not kept. */
export function remembered(lines: readonly string[], line: string): readonly string[] {
  if (lines.at(-1) === line || /^\s*addauth\b/i.test(line)) return lines
  return [...lines, line].slice(-LINES_MAX)
}
