/** Bundles an entry beside this file for Node and imports it: what `npm run sim`, `crash`, `damage` and `fuzz` share. */
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const outDir = join(root, 'node_modules', '.cache', 'zookeeper-playground')
process.chdir(root)

/** The address of the bundle of `<name>.ts`. */
export async function bundle(name) {
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
