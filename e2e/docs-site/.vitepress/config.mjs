/**
 * The example docs site: what a docs author writes to embed lessons. PLAYGROUND says where the playground is hosted; it is
 * another site than this one, as it would be for most.
 */
import process from 'node:process'
import { defineConfig } from 'vitepress'

const { PLAYGROUND: playground = 'http://127.0.0.1:4173/', DOCS_OUT: outDir = '../../dist-docs' } = process.env

export default defineConfig({
  title: 'Coordination, explained',
  description: 'An example of a docs site with live ZooKeeper lessons in it.',
  outDir,
  cacheDir: `${outDir}/.cache`,
  lastUpdated: false,
  // The whole recipe: one script, and Vue is told that the element is not its own.
  head: [
    ['script', { type: 'module', src: `${playground}zk-playground.js` }],
    ['link', { rel: 'icon', href: `${playground}favicon.svg` }],
  ],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('zk-') } } },
  locales: {
    root: { label: 'English', lang: 'en' },
    zh: { label: '简体中文', lang: 'zh-CN', link: '/zh/' },
  },
  themeConfig: {
    sidebar: [
      { text: 'When the leader dies', link: '/' },
      { text: 'A lock for three', link: '/lock' },
      { text: '统一配置', link: '/zh/' },
    ],
  },
})
