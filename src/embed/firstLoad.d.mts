import type { Plugin } from 'vite'
export function firstLoad(entry: string): {
  readonly plugin: Plugin
  readonly group: { readonly name: string; readonly test: (id: string) => boolean }
}
