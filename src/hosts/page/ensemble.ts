/**
 * Which ensemble this tab owns, and what the browser grants it: storage, locks. A reload finds the same ensemble again
 * (sessionStorage survives it and differs from tab to tab); a duplicated tab, whose sessionStorage is a copy, finds its
 * ensemble's lock held and takes a new one.
 */
import { type NodeName, serverId } from '../../ground/ids.ts'
import type { Member } from '../../protocol/membership.ts'
import type { DiskFile } from '../../protocol/seam.ts'
import type { Capabilities } from '../engine.ts'
import { ensembleLockName, STORAGE_ROOT, serverFolder } from '../storageNames.ts'

/** A server that is there, and whether it votes. */
export type Place = Pick<Member, 'id' | 'type'>
/** What the page was opened with: `3+0` is three voters and no observer. */
export type Asked = { readonly servers: number; readonly observers: number }
/** `asked` is what the page was opened with, `roll` who is there since somebody changed it. */
export type Ensemble = { readonly id: string; readonly asked: string; readonly roll: readonly Place[] }
export type Claim = {
  readonly ensemble: Ensemble
  readonly disk: Capabilities['disk']
  readonly death: Capabilities['death']
  /** Lets the ensemble's lock go. */
  readonly release: () => void
}

const SESSION_KEY = 'zookeeper-playground'
/** How long a reload waits for the page before it to let the lock go. */
const claimWaitMs = 400
/** Folders that nobody holds twice, this long apart, are left-overs: a tab that reloads holds its own again by then. */
const leftoverWaitMs = 10_000

/** A random id: 64 bits in hex. */
export function randomId(): string {
  const words = crypto.getRandomValues(new Uint32Array(2))
  return [...words].map((word) => word.toString(16).padStart(8, '0')).join('')
}

/** Finds or makes this tab's ensemble. `memory` keeps off the storage. Never rejects: what is refused is done without. */
export async function claimEnsemble(asked: Asked, memory: boolean): Promise<Claim> {
  const death = (await locksWork()) ? 'webLocks' : 'page'
  const remembered = memory ? undefined : recall()
  const storage = remembered !== undefined && death === 'webLocks' && (await storageWorks())
  const fresh = freshEnsemble(asked)
  if (!storage) return { ensemble: fresh, disk: 'memory', death, release: () => {} }
  const wanted = remembered.find((ensemble) => ensemble.asked === fresh.asked) ?? fresh
  const held = await hold(wanted.id)
  const ensemble = held === undefined ? fresh : wanted
  const release = held ?? (await hold(fresh.id)) ?? (() => {})
  remember(ensemble)
  return { ensemble, disk: 'opfs', death, release }
}

/** An ensemble that is to take the place of this tab's: its lock is held, so that nobody cleans its folder up. */
export type Prepared = { readonly ensemble: Ensemble; readonly disk: Claim['disk']; readonly release: () => void }

/** A name for a new ensemble. Nothing of the old one changes. */
export async function prepareEnsemble(claim: Claim, wanted: Asked): Promise<Prepared> {
  const ensemble = { ...freshEnsemble(wanted), asked: claim.ensemble.asked }
  const { disk } = claim
  return { ensemble, disk, release: disk === 'memory' ? () => {} : ((await hold(ensemble.id)) ?? (() => {})) }
}
/** What was prepared does not come about: its folder is removed. */
export async function abandonEnsemble({ ensemble, disk, release }: Prepared): Promise<void> {
  if (disk === 'opfs') await removeFolder(ensemble.id)
  release()
}
/** The prepared ensemble in the place of the one of `claim`, whose folder is removed. */
export async function replaceEnsemble(claim: Claim, { ensemble, release }: Prepared): Promise<Claim> {
  if (claim.disk === 'memory') return { ...claim, ensemble }
  remember(ensemble)
  await removeFolder(claim.ensemble.id)
  claim.release()
  return { ...claim, ensemble, release }
}

/**
 * An ensemble beside this tab's own, for a while: a reload does not find it, and `release` removes its folder. Disk as the
 * tab's own has it. Never rejects.
 */
export async function claimAside(asked: Asked): Promise<Claim> {
  const death = (await locksWork()) ? 'webLocks' : 'page'
  const ensemble = freshEnsemble(asked)
  const release = death === 'webLocks' && (await storageWorks()) ? await hold(ensemble.id) : undefined
  if (release === undefined) return { ensemble, disk: 'memory', death, release: () => {} }
  return {
    ensemble,
    disk: 'opfs',
    death,
    release: () => void removeFolder(ensemble.id).finally(release),
  }
}

/** Removes folders of ensembles that no tab holds any more; takes its time. */
export async function cleanUp(own: string): Promise<void> {
  const first = await unheld(own)
  if (first.length === 0) return
  await new Promise((later) => setTimeout(later, leftoverWaitMs))
  for (const id of first)
    await navigator.locks.request(ensembleLockName(id), { ifAvailable: true }, async (lock) => {
      if (lock !== null) await removeFolder(id)
    })
}

/** The files of a server that does not run; undefined where they can't be read. */
export async function readServerFolder(ensemble: string, node: NodeName): Promise<readonly DiskFile[] | undefined> {
  try {
    const storage = await navigator.storage.getDirectory()
    const home = await storage.getDirectoryHandle(STORAGE_ROOT)
    const folder = await home.getDirectoryHandle(ensemble)
    return await filesIn(await folder.getDirectoryHandle(serverFolder(node)), '')
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}
async function filesIn(folder: FileSystemDirectoryHandle, prefix: string): Promise<readonly DiskFile[]> {
  const files: DiskFile[] = []
  for await (const [name, handle] of folder.entries()) {
    if (handle instanceof FileSystemDirectoryHandle) files.push(...(await filesIn(handle, `${prefix}${name}/`)))
    else if (handle instanceof FileSystemFileHandle && !name.endsWith('.tmp')) {
      const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer())
      files.push({ name: `${prefix}${name}`, bytes })
    }
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function freshEnsemble({ servers, observers }: Asked): Ensemble {
  const roll = Array.from({ length: servers + observers }, (_, i): Place => {
    return { id: serverId(i + 1), type: i < servers ? 'participant' : 'observer' }
  })
  return { id: randomId(), asked: `${servers}+${observers}`, roll }
}

/** Servers came or went: a reload starts those of `roll`. */
export function rememberRoll(claim: Claim, roll: readonly Place[]): Claim {
  const ensemble = { ...claim.ensemble, roll }
  if (claim.disk === 'opfs') remember(ensemble)
  return { ...claim, ensemble }
}

async function unheld(own: string): Promise<readonly string[]> {
  const storage = await navigator.storage.getDirectory()
  const home = await storage.getDirectoryHandle(STORAGE_ROOT, { create: true })
  const { held = [] } = await navigator.locks.query()
  const names = new Set(held.map((lock) => lock.name))
  const found: string[] = []
  for await (const id of home.keys()) if (id !== own && !names.has(ensembleLockName(id))) found.push(id)
  return found
}

/** Removes an ensemble's folder; one that is locked for a moment more stays for the next clean-up. */
async function removeFolder(id: string): Promise<void> {
  try {
    const storage = await navigator.storage.getDirectory()
    const home = await storage.getDirectoryHandle(STORAGE_ROOT, { create: true })
    await home.removeEntry(id, { recursive: true })
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

/** Holds the lock of an ensemble; the answer lets it go. Undefined where another tab holds it. */
function hold(id: string): Promise<(() => void) | undefined> {
  return new Promise((answer) => {
    const whileHeld = () => new Promise<void>((release) => answer(() => release()))
    const signal = AbortSignal.timeout(claimWaitMs)
    navigator.locks.request(ensembleLockName(id), { signal }, whileHeld).catch(() => answer(undefined))
  })
}

async function locksWork(): Promise<boolean> {
  try {
    await navigator.locks.request(`zk-probe-${randomId()}`, () => {})
    return true
  } catch {
    return false
  }
}

async function storageWorks(): Promise<boolean> {
  try {
    // Without a rename no file can be replaced in one piece.
    if (!('move' in FileSystemFileHandle.prototype)) return false
    const storage = await navigator.storage.getDirectory()
    await storage.getDirectoryHandle(STORAGE_ROOT, { create: true })
    return true
  } catch {
    return false
  }
}

/** This tab's ensemble, if it has one; undefined where sessionStorage is refused. */
function recall(): readonly Ensemble[] | undefined {
  try {
    const text = sessionStorage.getItem(SESSION_KEY) ?? ''
    const [, id, asked, roll] = /^([0-9a-f]{16}):(\d\+\d):((?:\d{1,3}o?,?)+)$/.exec(text) ?? []
    return id === undefined || asked === undefined || roll === undefined ? [] : [{ id, asked, roll: readRoll(roll) }]
  } catch {
    return undefined
  }
}
/** `1,2,3,4o`: an `o` marks an observer. */
function readRoll(text: string): readonly Place[] {
  return text.split(',').map((word): Place => {
    return { id: serverId(Number.parseInt(word, 10)), type: word.endsWith('o') ? 'observer' : 'participant' }
  })
}
function remember({ id, asked, roll }: Ensemble): void {
  try {
    sessionStorage.setItem(
      SESSION_KEY,
      `${id}:${asked}:${roll.map((place) => `${place.id}${place.type === 'observer' ? 'o' : ''}`).join(',')}`,
    )
  } catch {
    // A full sessionStorage: the ensemble lives, a reload won't find it.
  }
}
