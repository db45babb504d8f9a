/** Canvas knows no custom properties: CSS values are resolved through a hidden element, once for each theme. */

export type Colors = { readonly of: (value: string) => string; readonly forget: () => void }

/** Resolves CSS colours as `probe` would show them. */
export function resolveColors(probe: HTMLElement): Colors {
  const known = new Map<string, string>()
  return {
    of: (value) => {
      const found = known.get(value)
      if (found !== undefined) return found
      probe.style.color = value
      const { color } = getComputedStyle(probe)
      known.set(value, color)
      return color
    },
    forget: () => known.clear(),
  }
}

/** Calls `onChange` when the colours may have changed: another theme chosen, or the system's own. */
export function watchTheme(onChange: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)')
  const observer = new MutationObserver(onChange)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  query.addEventListener('change', onChange)
  return () => {
    observer.disconnect()
    query.removeEventListener('change', onChange)
  }
}
