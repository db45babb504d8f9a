/// <reference types="vitest/config" />

import process from 'node:process'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { firstLoad } from './src/embed/firstLoad.mjs'
import { withoutBugs } from './src/hosts/node/withoutBugs.mjs'

/** Link cards name their picture by its whole address: `SITE_URL=https://host/ npm run build` where that is known. */
const cards: Plugin = {
  name: 'cards',
  transformIndexHtml: (html) =>
    html.replace('content="./card.jpg"', `content="${process.env['SITE_URL'] ?? './'}card.jpg"`),
}
const first = firstLoad('/src/app/embed/main.tsx')

// A relative base: the built site runs from any folder. Workers are classic scripts: a sandboxed frame starts no others.
export default defineConfig({
  base: './',
  plugins: [react(), withoutBugs(), first.plugin, cards],
  worker: { format: 'iife', plugins: () => [withoutBugs()] },
  build: {
    target: 'es2022',
    rolldownOptions: {
      // Base UI marks its modules for server components ('use client'): nothing to tell about here.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log)
      },
    },
  },
  // Three things are built, each by itself, so that none carries what another needs: the page, the page for frames, and the
  // element that brings such a frame, whose address is written into others' pages and never changes.
  environments: {
    embed: {
      consumer: 'client',
      build: {
        emptyOutDir: false,
        copyPublicDir: false,
        // No list of what each later part leans on: the lists alone are a kilobyte of the first load.
        modulePreload: {
          resolveDependencies: (_, parts, { hostType }) =>
            hostType === 'html' ? parts : parts.filter((part) => part.endsWith('.css')),
        },
        rolldownOptions: {
          input: 'embed/index.html',
          // Neither less nor more than it needs: readers of somebody's page pay for it.
          experimental: { chunkOptimization: false },
          output: { codeSplitting: { groups: [first.group], includeDependenciesRecursively: false } },
        },
      },
    },
    element: {
      consumer: 'client',
      build: {
        emptyOutDir: false,
        copyPublicDir: false,
        rolldownOptions: { input: 'src/embed/element.ts', output: { entryFileNames: 'zk-playground.js' } },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      for (const name of ['client', 'embed', 'element']) {
        const environment = builder.environments[name]
        if (environment !== undefined) await builder.build(environment)
      }
    },
  },
  // A test that computes for a second takes ten on a busy machine: no fault.
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    setupFiles: ['src/fuzzSeed.suite.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
