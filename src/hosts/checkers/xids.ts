/**
 * What is remembered of requests that are under way, by the numbers that one client gave them. Answers come in the order of
 * the requests, so mostly the first is taken and one is put behind the last: two arrays, where a map would be made anew
 * every few requests.
 */
export type ByXid<V> = { readonly xids: number[]; readonly values: V[] }

export function createByXid<V>(): ByXid<V> {
  return { xids: [], values: [] }
}

/** Puts `value` in, behind all others; in the place of one that has the same number. */
export function putXid<V>({ xids, values }: ByXid<V>, xid: number, value: V): void {
  // Numbers may begin anew: then the highest need not be the last.
  const index = xids.indexOf(xid)
  if (index !== -1) {
    values[index] = value
    return
  }
  xids.push(xid)
  values.push(value)
}

/** Takes out what `xid` stands for; undefined where nothing does. */
export function takeXid<V>({ xids, values }: ByXid<V>, xid: number): V | undefined {
  if (xids[0] === xid) {
    xids.shift()
    return values.shift()
  }
  const index = xids.indexOf(xid)
  if (index === -1) return undefined
  xids.splice(index, 1)
  return values.splice(index, 1)[0]
}
