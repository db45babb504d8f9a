/// <reference types="vitest/config" />
import process from 'node:process'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Whether there is a desktop to open the page on; elsewhere the address is printed, and that is all. */
const hasDesktop =
  process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined

// A relative base: the built site runs from any folder. Workers are bundled like the page, as modules.
export default defineConfig({
  server: { open: hasDesktop && process.env['CI'] === undefined },
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    rolldownOptions: {
      // Base UI marks its modules for server components ('use client'): nothing to tell about here.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log)
      },
    },
  },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], setupFiles: ['src/fuzzSeed.suite.ts'] },
})
