/** See withoutBugs.mjs. */
import type { Plugin } from 'vite'

export function withoutBugs(): Plugin
