/**
 * The clients that nobody here wrote, for the wire tests: which of them this machine has, and how it gets the others.
 *
 * They come from Debian's packages (ZooKeeper 3.8.0 itself, its zkCli and Java client, Curator, kazoo). Where something is
 * missing and cannot be installed, the tests that need it are passed over, and `missing` says why, with the package's name.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { aptInstall, hasApt } from './apt.mjs'

/** What the tests need, the packages that bring it, and how to see that it is there. */
const CLIENTS = {
  zookeeper: {
    title: 'ZooKeeper, its zkCli and its Java client',
    packages: ['zookeeper', 'default-jdk-headless'],
    isHere: () =>
      ['/usr/bin/javac', '/usr/share/java/zookeeper.jar', '/usr/share/zookeeper/bin/zkCli.sh'].every(existsSync),
  },
  curator: {
    title: 'Curator',
    packages: ['libcurator-recipes-java', 'default-jdk-headless'],
    isHere: () => ['/usr/bin/javac', '/usr/share/java/curator-recipes.jar'].every(existsSync),
  },
  kazoo: {
    title: 'kazoo and its tests',
    packages: ['python3-kazoo', 'python3-pytest', 'python3-mock', 'python3-objgraph', 'python3-pytest-timeout'],
    isHere: () =>
      existsSync('/usr/bin/python3') &&
      spawnSync('/usr/bin/python3', ['-c', 'import kazoo.tests, pytest, mock, objgraph, pytest_timeout']).status === 0,
  },
}

/** Why the tests with this client cannot run here; undefined: they can. */
export function missing(name) {
  const { title, packages, isHere } = CLIENTS[name]
  if (isHere()) return undefined
  return `${title} is not installed here (on Debian, as root: apt-get install ${packages.join(' ')})`
}

/** Installs what is missing where that is possible; what is missing still, in words: one line for each client. */
export function provideClients() {
  const names = Object.keys(CLIENTS).filter((name) => missing(name) !== undefined)
  if (names.length > 0 && hasApt()) {
    const packages = [...new Set(names.flatMap((name) => CLIENTS[name].packages))]
    console.log(`Installing with apt-get, for the wire tests: ${packages.join(' ')}`)
    // zookeeper brings no service (that would be zookeeperd): nothing of this begins to listen.
    aptInstall(packages)
  }
  return names.flatMap((name) => missing(name) ?? [])
}

if (process.argv[1] === import.meta.filename) {
  const still = provideClients()
  for (const line of still) console.error(line)
  process.exitCode = still.length === 0 ? 0 : 1
}
