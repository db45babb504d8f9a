/** A scenario as a transcript for zkCli.sh: one session does what all clients did; what zkCli has no words for is told. */

import { OPEN_ACL } from '../../ground/jute/records.ts'
import { treeOf } from '../../hosts/scenario/play.ts'
import type { Scenario, ScenarioCommand } from '../../hosts/scenario.ts'
import { lineOf, timeText } from './lines.ts'
import { type CliLine, cliLine } from './zkCliLines.ts'

export type Transcript = {
  /** What is typed, a command a line. */
  readonly lines: readonly string[]
  /** What is not in it, or not quite so, in the console's words. */
  readonly notes: readonly string[]
}

export function zkCliTranscript(scenario: Scenario): Transcript {
  const lines: string[] = []
  const notes: string[] = []
  const put = (line: CliLine | undefined, what: string): void => {
    if (line === undefined) notes.push(`not for zkCli, before line ${lines.length + 1}: ${what}`)
    else lines.push(line.text)
    if (line?.changed === true) notes.push(`line ${lines.length} is nearly the same: no line breaks, and no null`)
  }
  for (const { path, data, acl, container } of treeOf(scenario)) {
    const mode = container === true ? 'container' : 'persistent'
    put(cliLine({ type: 'create', path, data, mode, acl: acl ?? OPEN_ACL }), `create ${path}`)
  }
  for (const { at, command } of scenario.steps) put(lineFor(command), `${timeText(at)} ${lineOf(command)}`)
  return { lines, notes }
}

function lineFor(command: ScenarioCommand): CliLine | undefined {
  return command.type === 'submit' ? cliLine(command.op) : undefined
}

/** As it is pasted into a shell. */
export function zkCliText(scenario: Scenario, hosts: string): string {
  const { lines, notes } = zkCliTranscript(scenario)
  const told = notes.map((note) => `# ${note}\n`).join('')
  return `${told}zkCli.sh -server ${hosts} <<'END'\n${lines.join('\n')}\nEND\n`
}
