/**
 * Paths of znodes. Three checks exist and each operation has its own (02 §2): full (`pathProblem`: create after the
 * suffix, setData, setACL, check, and clients before they send), shallow (`shallowProblem`: first step of create,
 * delete), and none at all (reads: a malformed path simply does not exist). The empty path is an alias of the root.
 */

/** Ranges of UTF-16 units that no path may hold (PathUtils.validatePath). */
const FORBIDDEN_RANGES: readonly (readonly [number, number])[] = [
  [0x0001, 0x001f],
  [0x007f, 0x009f],
  [0xd800, 0xf8ff],
  [0xfff0, 0xffff],
]

function isForbidden(unit: number): boolean {
  if (unit > 0x1f && unit < 0x7f) return false
  return FORBIDDEN_RANGES.some(([first, last]) => unit >= first && unit <= last)
}

/** Why `path` is not a valid path, in words; undefined where it is (PathUtils.validatePath). */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'a path is not empty'
  if (!path.startsWith('/')) return 'a path starts with /'
  if (path === '/') return undefined
  if (path.endsWith('/')) return 'a path does not end with /'
  for (let i = 1; i < path.length; i++) {
    const unit = path.charCodeAt(i)
    if (unit === 0) return `NUL is not allowed, but stands at ${i}`
    if (isForbidden(unit)) return `the character U+${unit.toString(16).padStart(4, '0')} at ${i} is not allowed`
  }
  if (!path.includes('//') && !path.includes('/.')) return undefined
  for (const name of path.slice(1).split('/')) {
    if (name === '') return 'a name between two / is not empty'
    if (name === '.' || name === '..') return `relative paths are not allowed, but one name is ${name}`
  }
  return undefined
}

/** Why even the first step of create and delete refuses `path`; undefined where it does not (getParentPathAndValidate). */
export function shallowProblem(path: string): string | undefined {
  if (!path.includes('/')) return 'a path has a /'
  if (path.includes('\0')) return 'NUL is not allowed'
  return undefined
}

/** The parent's path: the text before the last `/`; of `/x`, of `/` and of a text without `/` it is `/`. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash <= 0 ? '/' : path.slice(0, slash)
}

/** The last name of `path`: the text after the last `/`; empty for the root. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The path of the child `name` of `parent`. */
export function joinPath(parent: string, name: string): string {
  return parent === '/' || parent === '' ? `/${name}` : `${parent}/${name}`
}
