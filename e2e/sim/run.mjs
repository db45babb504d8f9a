/** `npm run sim`: bundles the simulator for Node and runs it in this very process; its threads run the other bundle. */
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const outDir = join(root, 'node_modules', '.cache', 'zookeeper-playground')
process.chdir(root)

async function bundle(name) {
  const { output } = await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: join(here, `${name}.ts`),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: `sim-${name}-[hash].mjs` } },
    },
  })
  const entry = output.find((chunk) => chunk.type === 'chunk' && chunk.isEntry)
  if (entry === undefined) throw new Error('nothing was built')
  return pathToFileURL(join(outDir, entry.fileName)).href
}

const thread = await bundle('thread')
const { main } = await import(await bundle('main'))
process.exitCode = await main(process.argv.slice(2), new URL(thread))
