import { defineConfig } from 'vitest/config'

// A browser with an ensemble in it, behind `npm start`: one file after the other.
export default defineConfig({
  test: { include: ['e2e/gateway/*.test.ts'], fileParallelism: false, testTimeout: 180_000, hookTimeout: 180_000 },
})
