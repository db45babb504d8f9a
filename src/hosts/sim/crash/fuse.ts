/**
 * A fuse under the servers of a world: it counts the boundaries between what servers do to the world, and at the one that
 * was chosen the process ends, with all effects before it performed and none behind it.
 *
 * A boundary lies behind each write that was handed to the disk, behind each message, dial and close of a link, and between
 * the end of a flush and the server's hearing of it. The count is the same in each run up to the one that blows.
 */
import type { ServerId } from '../../../ground/ids.ts'
import type { Effect, Input } from '../../../protocol/seam.ts'
import type { Programs, ServerProgram } from '../program.ts'

/** Where a process was when it ended. */
export type Boundary = 'write issued' | 'flush done' | 'message sent'
export type Fuse = {
  /** The boundary at which it blows, from 1; Infinity: it only counts. */
  readonly at: number
  count: number
  blown: { readonly server: ServerId; readonly boundary: Boundary } | undefined
}

export function fuseAt(at: number): Fuse {
  return { at, count: 0, blown: undefined }
}

/** `programs` with a fuse. Whoever runs them ends the process of a server that the fuse has stopped. */
export function withFuse(programs: Programs, fuse: Fuse): Programs {
  return { ...programs, server: (config) => fused(programs.server(config), fuse) }
}

function fused(program: ServerProgram, fuse: Fuse): ServerProgram {
  const { self } = program.config
  return {
    ...program,
    step: (now, input, out) => {
      if (fuse.blown !== undefined) return program.step(now, input, out)
      if (isFlushed(input) && blows(fuse, self, 'flush done')) return
      const from = out.length
      program.step(now, input, out)
      for (let at = from; at < out.length; at++) {
        const boundary = boundaryBehind(out[at])
        if (boundary === undefined || !blows(fuse, self, boundary)) continue
        out.length = at + 1
        return
      }
    },
  }
}

function isFlushed(input: Input): boolean {
  return input.type === 'stored' || input.type === 'files'
}

function boundaryBehind(effect: Effect | undefined): Boundary | undefined {
  switch (effect?.type) {
    case 'disk':
      return 'write issued'
    case 'send':
    case 'dial':
    case 'close':
      return 'message sent'
    default:
      return undefined
  }
}

function blows(fuse: Fuse, server: ServerId, boundary: Boundary): boolean {
  fuse.count += 1
  if (fuse.count !== fuse.at) return false
  fuse.blown = { server, boundary }
  return true
}
