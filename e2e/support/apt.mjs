/** Installing Debian's packages where that is possible: as root, on a machine with apt-get. */
import { spawnSync } from 'node:child_process'
import process from 'node:process'

/** A fresh container has no package lists yet: they are fetched once, by the first installation. */
let isUpdated = false

export function hasApt() {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
}

/** Whether all of them are installed now. No service is started, no question is asked, nothing merely recommended comes along. */
export function aptInstall(packages) {
  const apt = (...args) =>
    spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    }).status === 0
  if (!isUpdated) isUpdated = apt('update')
  return apt('install', '-y', '--no-install-recommends', ...packages)
}
