/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { withoutBugs } from './src/hosts/node/withoutBugs.mjs'

// A relative base: the built site runs from any folder. Workers are bundled like the page, as modules.
export default defineConfig({
  base: './',
  plugins: [react(), withoutBugs()],
  worker: { format: 'es', plugins: () => [withoutBugs()] },
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
