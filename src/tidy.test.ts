/**
 * The house rules that no compiler flag holds: what the floors may use and import, how long things may get, and what never
 * belongs into the repository. Sources are parsed, not searched, where a rule is about code.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type AstNode, isType, parsed, walk } from './tidy.suite.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const OUTSIDE = new Set([
  'node_modules',
  'dist',
  'dist-package',
  '.git',
  '.tsbuild',
  'test-results',
  'playwright-report',
])
const TEXT = /\.(?:ts|tsx|mts|mjs|js|css|html|md|json|jsonc|svg|txt|yml|yaml)$|(?:^|\/)(?:run|LICENSE|\.[a-z]+)$/

const FILE_LINES_MAX = 400
const FUNCTION_LINES_MAX = 70

/** The exceptions, each with its reason. A path ends with `/` where it means a folder. */
const EXCEPTIONS: {
  readonly lines: Readonly<Record<string, string>>
  readonly casts: Readonly<Record<string, string>>
  readonly functions: Readonly<Record<string, string>>
} = {
  lines: {
    'package-lock.json': 'written by npm',
  },
  casts: {
    'src/ground/ids.ts': 'makes the brands',
    'src/ground/jute/': 'the gate: tables and schemas give names and brands to what comes from the wire',
  },
  functions: {},
}

const allFiles: readonly string[] = list('')
const sources = allFiles.filter((file) => /^(?:src|e2e)\/.*\.(?:ts|tsx)$/.test(file) && !file.endsWith('.d.ts'))
const shipped = sources.filter((file) => file.startsWith('src/') && !/\.(?:test|suite)\.tsx?$/.test(file))
const texts = new Map(allFiles.filter((f) => TEXT.test(f)).map((f) => [f, readFileSync(join(root, f), 'utf8')]))

function list(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (OUTSIDE.has(entry.name)) return []
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`
    return entry.isDirectory() ? list(name) : [name]
  })
}
const textOf = (file: string): string => texts.get(file) ?? ''
const excepted = (table: Readonly<Record<string, string>>, file: string): boolean =>
  Object.keys(table).some((path) => (path.endsWith('/') ? file.startsWith(path) : file === path))
function lineOf(file: string, offset: number): number {
  return textOf(file).slice(0, offset).split('\n').length
}
/** Every node of the files that `wanted` picks, as `file:line what`. */
function find(
  files: readonly string[],
  wanted: (node: AstNode, file: string) => string | undefined,
): readonly string[] {
  return files.flatMap((file) =>
    walk(parsed(file, textOf(file))).flatMap((node) => {
      const what = wanted(node, file)
      return what === undefined ? [] : [`${file}:${lineOf(file, node.start)} ${what}`]
    }),
  )
}

// ── The core has no clock, no dice, no I/O ──────────────────────────────────────────────────────────────────────────────

const PURE = /^src\/(?:ground|protocol|hosts\/sim|hosts\/checkers)\//
const BANNED_MEMBERS = new Set([
  'Math.random',
  'Date.now',
  'performance.now',
  'globalThis.setTimeout',
  'crypto.getRandomValues',
])
const BANNED_CALLS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'require'])

function impure(node: AstNode): string | undefined {
  if (isType(node, 'MemberExpression')) {
    const name = `${node.object?.name}.${node.property?.name}`
    return BANNED_MEMBERS.has(name) ? name : undefined
  }
  const callee = node.callee?.name ?? ''
  if (isType(node, 'CallExpression') && BANNED_CALLS.has(callee)) return callee
  if (isType(node, 'NewExpression') && callee === 'Date' && node.arguments?.length === 0) return 'new Date()'
  return undefined
}

test('the core takes time and dice as arguments: it has neither of its own', () => {
  expect(
    find(
      shipped.filter((file) => PURE.test(file)),
      impure,
    ),
  ).toEqual([])
})

test('the ban can fail', () => {
  const code = 'const a = Math.random() + Date.now(); setTimeout(() => new Date(), 1)'
  expect(walk(parsed('probe.ts', code)).flatMap((node) => impure(node) ?? [])).toEqual([
    'Math.random',
    'Date.now',
    'setTimeout',
    'new Date()',
  ])
})

// ── Arrows point down ───────────────────────────────────────────────────────────────────────────────────────────────────

/** What every host may use: the floors below, and what the hosts share. */
const SHARED = ['src/ground/', 'src/protocol/', 'src/hosts/*', 'src/hosts/gateway/'] as const

/** What each folder may import, by prefix; the first that fits counts. `type:` allows types only. */
const FLOORS: readonly (readonly [folder: string, allowed: readonly string[]])[] = [
  ['src/ground/base/', ['src/ground/base/']],
  ['src/ground/', ['src/ground/']],
  ['src/protocol/', ['src/ground/', 'src/protocol/']],
  ['src/hosts/sim/', [...SHARED, 'src/hosts/checkers/', 'src/hosts/scenario/', 'src/hosts/sim/']],
  ['src/hosts/worker/', [...SHARED, 'src/hosts/worker/']],
  ['src/hosts/page/', [...SHARED, 'src/hosts/checkers/', 'src/hosts/scenario/', 'src/hosts/page/']],
  // The page's engine with real servers in the place of workers.
  ['src/hosts/remote/', [...SHARED, 'src/hosts/checkers/', 'src/hosts/page/', 'src/hosts/remote/']],
  ['src/hosts/node/', [...SHARED, 'src/hosts/checkers/', 'src/hosts/node/']],
  ['src/hosts/console/', ['src/ground/', 'src/protocol/', 'src/hosts/*', 'src/hosts/console/']],
  ['src/hosts/scenario/', ['src/ground/', 'src/protocol/', 'src/hosts/*', 'src/hosts/scenario/']],
  ['src/hosts/', [...SHARED, 'src/hosts/checkers/']],
  // What a host page loads stands on nothing.
  ['src/embed/', ['src/embed/']],
  [
    'src/app/',
    [
      'src/ground/',
      'src/embed/',
      'type:src/protocol/',
      'src/hosts/*',
      'src/hosts/gateway/',
      'src/hosts/checkers/',
      'src/hosts/console/',
      'src/hosts/scenario/',
      'src/hosts/page/',
      'src/hosts/remote/',
      'src/app/',
    ],
  ],
]

/** `src/hosts/*` means the files of that folder, not of those below it. */
function fits(target: string, allowed: string): boolean {
  return allowed.endsWith('*') ? `${dirname(target)}/*` === allowed : target.startsWith(allowed)
}

function upward(node: AstNode, file: string): string | undefined {
  const source = node.source?.value
  if (typeof source !== 'string' || !/^(?:Import|Export)/.test(node.type)) return undefined
  const allowed = FLOORS.find(([folder]) => file.startsWith(folder))?.[1]
  if (allowed === undefined) return undefined
  if (!source.startsWith('.')) {
    // Libraries belong to the page; the core stands on the language alone.
    return /^src\/(?:app\/|hosts\/node\/|embed\/react\.ts$)/.test(file) ? undefined : `imports ${source}`
  }
  const target = normalize(join(dirname(file), source))
    .split(sep)
    .join('/')
  const typeOnly = node.importKind === 'type' || node.exportKind === 'type'
  const ok = allowed.some((rule) =>
    rule.startsWith('type:') ? typeOnly && fits(target, rule.slice(5)) : fits(target, rule),
  )
  return ok ? undefined : `imports ${target}${typeOnly ? ' (types)' : ''}`
}

test('a floor imports from itself and from below, siblings among the hosts never from each other', () => {
  expect(find(shipped, upward)).toEqual([])
})

test.each([
  ['src/ground/ids.ts', "import { step } from '../protocol/server/server.ts'"],
  ['src/protocol/seam.ts', "import { x } from '../hosts/engine.ts'"],
  ['src/hosts/worker/a.ts', "import { x } from '../sim/world.ts'"],
  ['src/app/App.tsx', "import { step } from '../protocol/server/server.ts'"],
  ['src/protocol/x.ts', "import fs from 'node:fs'"],
])('%s may not say %s', (file, code) => {
  expect(walk(parsed(file, code)).flatMap((node) => upward(node, file) ?? []).length).toBe(1)
})

test('imports of our own files carry their extension', () => {
  const bare = find(sources, (node) => {
    const source = node.source?.value
    return typeof source === 'string' && source.startsWith('.') && !/\.[a-z]+(?:\?[\w&]+)?$/.test(source)
      ? source
      : undefined
  })
  expect(bare).toEqual([])
})

// ── Types say what is known ─────────────────────────────────────────────────────────────────────────────────────────────

test('nothing is any, nothing is asserted to be there, and no type error is hushed', () => {
  expect(
    find(sources, (node) => {
      if (isType(node, 'TSAnyKeyword')) return 'any'
      return isType(node, 'TSNonNullExpression') ? 'a non-null assertion' : undefined
    }),
  ).toEqual([])
  const hushed = /@ts-(?:ignore|nocheck)|(?:oxlint|eslint)-disable/
  const expected = /@ts-expect-error/
  expect(
    sources.filter(
      (file) => hushed.test(strip(file)) || (!file.endsWith('.types.test.ts') && expected.test(strip(file))),
    ),
  ).toEqual([])
})

test('brands are made in few places: elsewhere in the core there are no casts', () => {
  const core = shipped.filter((file) => /^src\/(?:ground|protocol)\//.test(file) && !excepted(EXCEPTIONS.casts, file))
  expect(find(core, cast)).toEqual([])
})

/** A cast that claims a type; `as const` claims nothing. */
function cast(node: AstNode): string | undefined {
  if (!isType(node, 'TSAsExpression')) return undefined
  return node.typeAnnotation?.typeName?.name === 'const' ? undefined : 'a cast'
}

// ── Everything stays small ──────────────────────────────────────────────────────────────────────────────────────────────

test(`no file is longer than ${FILE_LINES_MAX} lines`, () => {
  const long = sources
    .filter((file) => !excepted(EXCEPTIONS.lines, file))
    .map((file) => ({ file, lines: textOf(file).trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > FILE_LINES_MAX)
  expect(long).toEqual([])
})

test(`no function is longer than ${FUNCTION_LINES_MAX} lines`, () => {
  const long = find(
    shipped.filter((file) => !excepted(EXCEPTIONS.functions, file)),
    (node, file) => {
      if (!/^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return undefined
      const lines = lineOf(file, node.end) - lineOf(file, node.start) + 1
      return lines > FUNCTION_LINES_MAX ? `${lines} lines` : undefined
    },
  )
  expect(long).toEqual([])
})

// ── What never belongs here ─────────────────────────────────────────────────────────────────────────────────────────────

/** The text without this file's own rules, which have to name what they forbid. */
function strip(file: string): string {
  return file === 'src/tidy.test.ts' ? '' : textOf(file)
}

test('nothing is left for later, and no test is skipped', () => {
  const later = /\b(?:TODO|FIXME|XXX|HACK)\b/
  expect([...texts.keys()].filter((file) => file !== 'package-lock.json' && later.test(strip(file)))).toEqual([])
  const skipped = /\b(?:test|it|describe)\.(?:skip|only|todo|fixme|fails)\b/
  expect(sources.filter((file) => skipped.test(strip(file)))).toEqual([])
})

test('text grows with what the reader has set: no font has a size in pixels', () => {
  const fixed = [...texts].filter(([file]) => file.startsWith('src/app/') && file.endsWith('.css'))
  expect(fixed.filter(([, text]) => /font(?:-size)?:[^;]*\dpx/.test(text)).map(([file]) => file)).toEqual([])
})

test('no path of one machine', () => {
  const home = /(?:^|[\s"'`(=])\/(?:home|Users)\/\w|[A-Z]:\\\\Users/m
  const here = root.replace(/\/$/, '')
  expect([...texts.keys()].filter((file) => home.test(strip(file)) || strip(file).includes(here))).toEqual([])
})

test('no path that leads out of the repository', () => {
  const outside = [...texts].flatMap(([file, text]) =>
    [...text.matchAll(/(?:\.\.\/)+[\w.-]*/g)]
      .filter((match) => normalize(join(dirname(file), match[0])).startsWith('..'))
      .map((match) => `${file}: ${match[0]}`),
  )
  expect(outside).toEqual([])
})

test('no file names a registry: packages come from the one that is configured', () => {
  expect([...texts.keys()].filter((file) => /"resolved":|registry\.npm|registry=/.test(strip(file)))).toEqual([])
})

test('the README names only commands and files that are there', () => {
  const readme = textOf('README.md')
  const scripts = textOf('package.json')
  const commands = [...readme.matchAll(/npm run ([\w:-]+)/g)].map((m) => m[1])
  expect(commands.filter((name) => !scripts.includes(`"${name}":`))).toEqual([])
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((m) => m[1] ?? '')
  expect(links.length).toBeGreaterThan(0)
  expect(links.filter((link) => statSync(join(root, link), { throwIfNoEntry: false }) === undefined)).toEqual([])
})
