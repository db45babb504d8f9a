/**
 * A new ensemble in the place of the old one, empty or with data.
 *
 * Laws: 1. Data are looked through and written in full, under the new ensemble's name, while the old one still runs; where
 * that fails nothing has changed. 2. A reload in between finds the old ensemble or the new one, never a part of either.
 */
import { serverNode } from '../../ground/ids.ts'
import { type Command, type CommandResult, type DiskFate, type ServerFolder, toldCommand } from '../command.ts'
import { folderOf } from '../folder.ts'
import { MEMBERS_MAX, withoutMembership } from '../membership.ts'
import { healed } from '../rules.ts'
import { abandonEnsemble, type Prepared, prepareEnsemble, replaceEnsemble } from './ensemble.ts'
import { buried, end } from './nodes.ts'
import { handleOf, isOver, PAGE, rollMembership, type Stage, say, setRules, startClient, startServer } from './stage.ts'

export const CHANGING: string = 'a new ensemble is being made'

/** The old servers and clients are gone with their disks; the clients start anew under their names. */
export async function newEnsemble(
  stage: Stage,
  command: Extract<Command, { type: 'newEnsemble' }>,
): Promise<CommandResult> {
  const { servers, observers = 0 } = command
  const folders = (command.folders ?? []).map((folder) => ({ ...folder, files: withoutMembership(folder.files) }))
  if (![1, 3, 5, 7].includes(servers)) return refused('an ensemble has 1, 3, 5 or 7 servers here')
  if (!(observers >= 0 && servers + observers <= MEMBERS_MAX))
    return refused(`there is room for ${MEMBERS_MAX} servers`)
  if (command.zoo !== undefined && !/^[A-Za-z]+$/.test(command.zoo)) return refused('a bug has a name of letters')
  if (stage.changing) return refused(CHANGING)
  if (stage.members.changing) return refused('a server is just joining or leaving')
  stage.changing = true
  const clients = command.clients ?? stage.clients
  try {
    const prepared = await prepareEnsemble(stage.claim, { servers, observers })
    const reason = folders.length === 0 ? undefined : await placed(stage, prepared, servers + observers, folders)
    if (reason !== undefined || stage.closed) {
      await abandonEnsemble(prepared)
      return refused(reason ?? 'the engine is closed')
    }
    stage.generation++
    stage.zoo = command.zoo
    endAll(stage)
    // Told behind their ends: what the old servers still had to say is nothing of the new ensemble.
    say(stage, PAGE, { type: 'commandTaken', command: toldCommand(command) })
    await replaceAll(stage, prepared)
  } finally {
    stage.changing = false
  }
  const files = new Map(folders.map((folder) => [folder.server, folder.files]))
  for (const server of stage.servers) handleOf(stage, serverNode(server)).folder = folderOf(files.get(server))
  if (command.idle !== true) return startAll(stage, clients, 'keep')
  stage.clients = clients
  await Promise.all(clients.map((name) => startClient(stage, name, undefined)))
  return { type: 'done' }
}

/** Data are handed in rarely: what knows their files is loaded then. The answer is why they can't be had. */
async function placed(
  stage: Stage,
  prepared: Prepared,
  servers: number,
  folders: readonly ServerFolder[],
): Promise<string | undefined> {
  const { place } = await import('./place.ts')
  return place(stage, prepared, servers, folders)
}

/** Ends every node, also those that were only about to start: for their ensemble nobody starts any more. */
function endAll(stage: Stage): void {
  for (const node of stage.nodes.values()) {
    end(node, { how: 'removed', reason: 'a new ensemble takes its place' })
    node.state = 'down'
  }
}

/** Puts a new ensemble's name and folder in the place of the old one's. */
async function replaceAll(stage: Stage, prepared: Prepared): Promise<void> {
  setRules(stage, { ...healed(stage.rules), frozen: [] })
  stage.troubles.clear()
  stage.localClocks.clear()
  const nodes = [...stage.nodes.values()]
  // What the dead still wrote is heard until then, and is nothing of the new disks.
  await Promise.all(nodes.map((node) => buried(node, stage.claim.death)))
  for (const node of nodes) node.flushed = undefined
  stage.claim = await replaceEnsemble(stage.claim, prepared)
  stage.servers = prepared.ensemble.roll.map(({ id }) => id)
  stage.members.known = rollMembership(prepared.ensemble)
}

/** Starts all servers, and the clients `names`; done when all run. */
export async function startAll(stage: Stage, names: readonly string[], fate: DiskFate): Promise<CommandResult> {
  stage.clients = names
  const { generation } = stage
  const starts = stage.servers.map((server) => startServer(stage, server, fate))
  const clients = names.map((name) => startClient(stage, name, undefined))
  const ready = await Promise.all([...starts, ...clients])
  if (ready.every((one) => one)) return { type: 'done' }
  return refused(
    isOver(stage, generation)
      ? 'another ensemble took its place while it started'
      : 'not every node was there when all had started',
  )
}

function refused(reason: string): CommandResult {
  return { type: 'refused', reason }
}
