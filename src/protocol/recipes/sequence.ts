/**
 * The ten digits that ZooKeeper puts behind a sequential name (`%010d` of the parent's creation counter). Contenders are
 * compared by these alone, never by whole names: what stands before them differs from client to client. Beyond 2147483647
 * the counter turns negative, so a minus may stand before the digits.
 */

/** The number at the end of `name`, or undefined where it does not end like a sequential name: `-` or `_`, then the digits. */
export function sequenceOf(name: string): number | undefined {
  const digits = /[-_](-?\d{10})$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** The sequential names among `names`, first in line first. */
export function lineOf(names: readonly string[]): readonly string[] {
  return names
    .flatMap((name) => {
      const sequence = sequenceOf(name)
      return sequence === undefined ? [] : [{ name, sequence }]
    })
    .sort((a, b) => a.sequence - b.sequence)
    .map((entry) => entry.name)
}
