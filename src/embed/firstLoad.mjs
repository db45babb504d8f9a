/**
 * For the bundler: everything that a page needs before its first paint, in one file. Two dozen small ones cost two dozen requests,
 * and are compressed each by itself.
 */

/** The plugin that learns what imports what, and the group of what `entry` (the end of its path) imports statically. */
export function firstLoad(entry) {
  const imports = new Map()
  let found
  const reached = () => {
    if (found !== undefined) return found
    found = new Set()
    const waiting = [...imports.keys()].filter((id) => id.endsWith(entry))
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (found.has(id)) continue
      found.add(id)
      waiting.push(...(imports.get(id) ?? []))
    }
    return found
  }
  return {
    plugin: {
      name: 'first-load',
      apply: 'build',
      applyToEnvironment: ({ name }) => name === 'embed',
      moduleParsed({ id, importedIds }) {
        imports.set(id, importedIds)
      },
    },
    group: { name: 'first', test: (id) => reached().has(id) },
  }
}
