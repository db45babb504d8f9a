/** Bundles the comparison for Node and runs it in this very process. */
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..', '..')
const outDir = join(root, 'node_modules', '.cache', 'zookeeper-playground')
process.chdir(root)
const { output } = await build({
  root,
  configFile: false,
  logLevel: 'error',
  publicDir: false,
  build: {
    ssr: join(here, 'main.ts'),
    outDir,
    emptyOutDir: false,
    target: 'node20',
    rolldownOptions: { output: { entryFileNames: 'differential-[hash].mjs' } },
  },
})
const entry = output.find((chunk) => chunk.type === 'chunk' && chunk.isEntry)
if (entry === undefined) throw new Error('nothing was built')
await import(pathToFileURL(join(outDir, entry.fileName)).href)
