/**
 * `npm run package`: dist-package/ as npm would publish it: the element, the React component, their types, and the built
 * site to host (`npm run build` comes first; `--without-site` leaves it out).
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const source = join(root, 'src', 'embed')
const { PACKAGE_OUT: out = join(root, 'dist-package') } = process.env
const site = join(root, 'dist')
const withSite = !process.argv.includes('--without-site')
const { version, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

if (withSite && !existsSync(join(site, 'zk-playground.js'))) {
  console.error('There is no built site in dist/: run `npm run build` first.')
  process.exit(1)
}
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  build: {
    target: 'es2022',
    outDir: out,
    emptyOutDir: false,
    copyPublicDir: false,
    minify: false,
    lib: {
      entry: { index: join(source, 'index.ts'), element: join(source, 'element.ts'), react: join(source, 'react.ts') },
      formats: ['es'],
    },
    rolldownOptions: { external: ['react'] },
  },
})

// The compiler writes the types of the sources, whose imports name sources: in the package they name what was built.
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', source], { stdio: 'inherit' })
const types = join(root, '.tsbuild', 'src-embed', 'embed')
for (const name of ['index', 'element', 'messages', 'react']) {
  const file = `${name}.d.ts`
  const text = readFileSync(join(types, file), 'utf8')
  writeFileSync(
    join(out, file),
    text.replace(/(from '\.\/\w+)\.ts'/g, "$1.js'").replace(/(import\('\.\/\w+)\.ts'/g, "$1.js'"),
  )
}

const entry = (name) => ({ types: `./${name}.d.ts`, default: `./${name}.js` })
const manifest = {
  name: 'zookeeper-playground-embed',
  version,
  description: 'A live ZooKeeper ensemble in your own page: <zk-playground> and a React component',
  license,
  type: 'module',
  engines,
  exports: {
    '.': entry('index'),
    './element': entry('element'),
    './react': entry('react'),
    './package.json': './package.json',
  },
  types: './index.d.ts',
  sideEffects: ['./element.js'],
  files: ['*.js', '*.d.ts', ...(withSite ? ['site'] : [])],
  peerDependencies: { react: '>=19' },
  peerDependenciesMeta: { react: { optional: true } },
}
writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
cpSync(join(root, 'LICENSE'), join(out, 'LICENSE'))
cpSync(join(source, 'package', 'README.md'), join(out, 'README.md'))
if (withSite) cpSync(site, join(out, 'site'), { recursive: true })
