import { defineConfig } from 'vitest/config'

// Whole ensembles over TCP: one file after the other, each with its own processes.
export default defineConfig({
  test: { include: ['e2e/wire/**/*.test.ts'], fileParallelism: false, testTimeout: 180_000, hookTimeout: 180_000 },
})
