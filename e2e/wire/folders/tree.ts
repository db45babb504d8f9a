/** A server's whole tree, read over TCP by a client that may see everything: data, stat and ACL of each znode. */

import type { OpCode } from '../../../src/ground/jute/opcodes.ts'
import {
  getAclResponse,
  getChildren2Response,
  getDataResponse,
  pathRequest,
  pathWatchRequest,
} from '../../../src/ground/jute/records.ts'
import type { Schema } from '../../../src/ground/jute/schema.ts'
import { decode, encode } from '../../../src/ground/jute/schema.ts'
import { addAuth, ask, type Client, connected, leave, sync } from '../client.ts'

/** As `super:test` of the superDigest that all servers here are started with. */
const SUPER = 'super:test'

/** The body of the answer to a read that must succeed. Throws where it does not. */
async function read<T>(client: Client, op: keyof typeof OpCode, body: Uint8Array, schema: Schema<T>): Promise<T> {
  const answer = await ask(client, op, body)
  if (typeof answer === 'string') throw new Error(`${op}: ${answer}`)
  if (answer.err !== 0) throw new Error(`${op}: error ${answer.err}`)
  return decode(schema, answer.body.raw(answer.body.remaining))
}

/** Each server writes its own membership there when it starts: it is in no transaction and counts nothing in the digest. */
const OWN = '/zookeeper/config'

/** `path data stat acl` of every znode but OWN, by path: equal lists are equal trees. Data are told by length and bytes in hex. */
export async function treeLines(port: number): Promise<readonly string[]> {
  const client = await connected(port)
  try {
    await addAuth(client, SUPER)
    await sync(client)
    const lines: string[] = []
    const waiting = ['/']
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const request = encode(pathWatchRequest, { path, watch: false })
      const { children } = await read(client, 'getChildren2', request, getChildren2Response)
      const { data, stat } = await read(client, 'getData', request, getDataResponse)
      const { acl } = await read(client, 'getACL', encode(pathRequest, { path }), getAclResponse)
      const told = data === null ? 'null' : `${data.length}:${Buffer.from(data).toString('hex')}`
      const facts = Object.entries(stat).map(([name, value]) => `${name}=${value}`)
      const rights = acl.map((entry) => `${entry.perms}:${entry.id.scheme}:${entry.id.id}`)
      if (path !== OWN) lines.push([path, told, ...facts, ...rights].join(' '))
      for (const name of children) waiting.push(path === '/' ? `/${name}` : `${path}/${name}`)
    }
    return lines.sort()
  } finally {
    leave(client)
  }
}
