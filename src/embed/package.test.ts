/** The package as npm would take it: nothing is missing, nothing is too much, and it can be used as its README says. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createElement, type ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const out = join(root, 'test-results', 'package')

function node(args: readonly string[], cwd: string = root): string {
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8', env: { ...process.env, PACKAGE_OUT: out } })
}

test('the package holds what is imported from it, types included, and works where there is no document', {
  timeout: 120_000,
}, async () => {
  node([join(root, 'src', 'embed', 'package', 'build.mjs'), '--without-site'])
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: out, encoding: 'utf8' })
  for (const file of [
    'index.js',
    'index.d.ts',
    'element.js',
    'element.d.ts',
    'react.js',
    'react.d.ts',
    'messages.d.ts',
    'LICENSE',
  ])
    expect(packed).toContain(`"path": "${file}"`)
  expect(packed).not.toMatch(/\.test\.|\.suite\.|tsbuildinfo/)
  for (const file of ['index.d.ts', 'element.d.ts', 'react.d.ts', 'messages.d.ts'])
    expect(readFileSync(join(out, file), 'utf8')).not.toMatch(/\.ts'/)

  const { definePlayground }: { definePlayground: () => Promise<void> } = await import(
    /* @vite-ignore */ pathToFileURL(join(out, 'index.js')).href
  )
  await definePlayground()
  const { Playground }: { Playground: (props: Readonly<Record<string, unknown>>) => ReactElement } = await import(
    /* @vite-ignore */ pathToFileURL(join(out, 'react.js')).href
  )
  const link = createElement('a', { href: '/' }, 'Open')
  const element = createElement(
    Playground,
    { src: '/zk/', lesson: 'lock', step: 2, readonly: true, onState: () => {} },
    link,
  )
  expect(renderToString(element)).toBe(
    '<zk-playground src="/zk/" lesson="lock" step="2" readonly=""><a href="/">Open</a></zk-playground>',
  )

  writeFileSync(
    join(out, 'consumer.ts'),
    [
      "import { definePlayground, type OpResult } from './index.js'",
      "import { Playground } from './react.js'",
      'void definePlayground()',
      "const element = document.querySelector('zk-playground')",
      "const result: Promise<OpResult> | undefined = element?.run({ type: 'kill', server: 3 })",
      ['// @ts', 'expect', 'error there is no such act'].join('-'),
      "void element?.run({ type: 'fly' })",
      "Playground({ src: '/', lesson: 'lock', onState: ({ leader }) => void leader })",
      'void result',
    ].join('\n'),
  )
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const flags = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2023,dom,dom.iterable',
    '--types',
    '',
  ]
  expect(node([tsc, ...flags, 'consumer.ts'], out)).toBe('')
})
