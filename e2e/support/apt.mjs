/** Installing Debian's packages where that is possible: as root, on a machine with apt-get. */
import { spawnSync } from 'node:child_process'
import process from 'node:process'

const OPTIONS = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Options::=--force-unsafe-io']
/** A fresh container has no package lists yet: they are fetched once, by the first installation. */
let isUpdated = false

export function hasApt() {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
}

/**
 * Whether all of them are installed now. No service is started, no question is asked, nothing merely recommended comes along, and
 * dpkg doesn't wait for the disk after each file: that would take minutes.
 */
export function aptInstall(packages) {
  const apt = (...args) =>
    spawnSync('apt-get', ['-q', ...OPTIONS, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    }).status === 0
  if (!isUpdated) isUpdated = apt('update')
  return apt('install', '-y', '--no-install-recommends', ...packages)
}
