/** The last operation that the panel asked for, and what came of it. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CommandResult } from '../../../hosts/command.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'

export type OpStatus = {
  /** How many operations were asked for: the last one owns the line. */
  readonly asked: number
  readonly client: string
  readonly op: ClientOp | undefined
  /** Undefined while the answer is awaited. */
  readonly result: CommandResult | undefined
}

export const opStatus: StoreApi<OpStatus> = createStore<OpStatus>(() => ({
  asked: 0,
  client: '',
  op: undefined,
  result: undefined,
}))

/** Another znode was chosen: what came of the last operation is no news there. One that still waits stays. */
export function forgetOutcome(): void {
  opStatus.setState((status) =>
    status.result === undefined ? status : { ...status, op: undefined, result: undefined },
  )
}
