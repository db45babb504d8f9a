/**
 * Our own bugs. An assert that fails crashes the server that it guards; the playground shows it as a crash.
 * A client's mistake is a KeeperError value and malformed bytes are a ProtocolError: neither belongs here.
 */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Throws AssertionError with `message` (a sentence that states the fact) unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}

/** The end of an exhaustive switch: a new variant makes the call a compile error. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${String(value)}`)
}

/** The value, asserted to be there. */
export function must<T>(value: T | undefined | null, message: string): T {
  if (value === undefined || value === null) throw new AssertionError(message)
  return value
}
