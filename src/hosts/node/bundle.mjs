/**
 * Bundles a program of this folder for Node: Node 20 runs no TypeScript. The bundle's name is the hash of its content, and it
 * comes to its name whole: many may be made at once, and nobody ever imports half of one.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'
import { withoutBugs } from './withoutBugs.mjs'

const here = dirname(fileURLToPath(import.meta.url))
/** The repository's folder. */
export const root = join(here, '..', '..', '..')
const outDir = join(root, 'node_modules', '.cache', 'zookeeper-playground')

/** The address of the bundle of `entry` (`main.ts`, or a file elsewhere), to be imported. Only the simulator's mutants want the bug zoo in it. */
export async function bundle(entry, name, plugins = [withoutBugs()]) {
  const { output } = await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins,
    build: {
      ssr: resolve(here, entry),
      outDir,
      emptyOutDir: false,
      write: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: `${name}-[hash].mjs` } },
    },
  })
  const chunk = output.find((part) => part.type === 'chunk' && part.isEntry)
  if (chunk === undefined) throw new Error('nothing was built')
  for (const { fileName, type, code, source } of output) put(join(outDir, fileName), type === 'chunk' ? code : source)
  return pathToFileURL(join(outDir, chunk.fileName)).href
}

/** Writes a file beside its place, and moves it there in one step. */
function put(file, content) {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, content)
  renameSync(draft, file)
}
