/** The centre of the star: the page carries envelopes where BroadcastChannel is refused. A node speaks for itself only. */
import type { NodeName } from '../../ground/ids.ts'
import { type Envelope, ignoreEnvelope } from '../workerMessages.ts'

/** Why an envelope that `from` handed in is not carried, or undefined where it is. */
export function ignoreCarry(envelope: unknown, instance: string, from: NodeName, to: NodeName): string | undefined {
  const reason = ignoreEnvelope(envelope, instance, to)
  if (reason !== undefined) return reason
  return isFrom(envelope, from) ? undefined : 'in the name of another node'
}
function isFrom(envelope: unknown, from: NodeName): envelope is Envelope {
  return typeof envelope === 'object' && envelope !== null && 'from' in envelope && envelope.from === from
}
