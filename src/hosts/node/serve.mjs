/**
 * `npm run serve`: bundles the host for Node and runs it in this very process, so that signals and the exit code are its
 * own. The bundle's name is the hash of its content: two of them never disturb each other.
 */
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..', '..')
const outDir = join(root, 'node_modules', '.cache', 'zookeeper-playground')

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
    rolldownOptions: { output: { entryFileNames: 'serve-[hash].mjs' } },
  },
})
const entry = output.find((chunk) => chunk.type === 'chunk' && chunk.isEntry)
if (entry === undefined) {
  console.error('nothing was built')
  process.exit(1)
}
await import(pathToFileURL(join(outDir, entry.fileName)).href)
