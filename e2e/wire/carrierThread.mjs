/**
 * The thread that carries frames for a test that thinks in turns. It settles without guessing: every request sent is
 * answered or its connection closed, and then each server has answered two `sync`s of a session of our own. What a commit
 * told other clients was written before, so it is here.
 */
import { createConnection } from 'node:net'
import { workerData } from 'node:worker_threads'

const { ports, signal, port: parent } = workerData
const flag = new Int32Array(signal)
const PATIENCE_MS = 60_000
const SYNC = 9
const CLOSE_SESSION = -11
const carried = new Map()
const sessions = new Map()
let barriers = []
let lastId = 0

/** A connection; `owed` answers are still to come. */
async function open(port) {
  const socket = createConnection({ host: '127.0.0.1', port, noDelay: true })
  const wire = { socket, port, buffer: Buffer.alloc(0), frames: [], owed: 0, closed: false, greeted: false }
  socket.on('data', (chunk) => {
    wire.buffer = Buffer.concat([wire.buffer, chunk])
    while (wire.buffer.length >= 4 && wire.buffer.length >= 4 + wire.buffer.readInt32BE(0)) {
      const end = 4 + wire.buffer.readInt32BE(0)
      onFrame(wire, wire.buffer.subarray(4, end))
      wire.buffer = wire.buffer.subarray(end)
    }
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    wire.closed = true
  })
  await until(() => wire.closed || !socket.connecting)
  return wire
}

function onFrame(wire, payload) {
  wire.frames.push(new Uint8Array(payload))
  if (!wire.greeted) {
    wire.greeted = true
    const id = payload.readBigInt64BE(8)
    if (id !== 0n) sessions.set(id, { port: wire.port, password: payload.subarray(20, 36) })
    wire.owed -= 1
  } else if (payload.readInt32BE(0) !== -1) wire.owed -= 1
}

async function until(done) {
  const end = performance.now() + PATIENCE_MS
  while (!done() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 1))
}

function framed(...parts) {
  const body = Buffer.concat(parts)
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length)
  return Buffer.concat([length, body])
}
function int(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
function long(value) {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}
function request(wire, op, body = Buffer.alloc(0)) {
  wire.owed += 1
  wire.socket.write(framed(int(1), int(op), body))
  return until(() => wire.owed <= 0 || wire.closed)
}
async function attach(port, id = 0n, password = Buffer.alloc(16)) {
  const wire = await open(port)
  wire.owed += 1
  wire.socket.write(framed(int(0), long(0n), int(30_000), long(id), int(16), password, Buffer.from([0])))
  await until(() => wire.greeted || wire.closed)
  return wire
}

async function settle() {
  await until(() => [...carried.values()].every((wire) => wire.closed || wire.owed <= 0))
  for (let round = 0; round < 2; round++) {
    await Promise.all(barriers.map((wire) => request(wire, SYNC, Buffer.concat([int(1), Buffer.from('/')]))))
  }
  await new Promise((resolve) => setTimeout(resolve, 2))
  return [...carried].map(([id, wire]) => ({ id, frames: wire.frames.splice(0), closed: wire.closed }))
}

/** Ends every session that a test left behind, so that none expires into the next test. */
async function endSessions() {
  for (const wire of [...carried.values(), ...barriers]) wire.socket.destroy()
  carried.clear()
  barriers = []
  for (const [id, { port, password }] of sessions) {
    const wire = await attach(port, id, password)
    await request(wire, CLOSE_SESSION)
    wire.socket.destroy()
  }
  sessions.clear()
}

async function obey({ command, id, bytes, server, ms, isRequest }) {
  switch (command) {
    case 'begin':
      barriers = await Promise.all(ports.map((port) => attach(port)))
      return undefined
    case 'open':
      lastId += 1
      carried.set(lastId, await open(ports[server % ports.length]))
      return lastId
    case 'send': {
      const wire = carried.get(id)
      if (isRequest) wire.owed += 1
      if (!wire.closed) wire.socket.write(bytes)
      return undefined
    }
    case 'drop':
      carried.get(id).socket.destroy()
      await until(() => carried.get(id).closed)
      return undefined
    case 'settle':
      return settle()
    case 'wait':
      await new Promise((resolve) => setTimeout(resolve, ms))
      return undefined
    case 'end':
      return endSessions()
    default:
      throw new RangeError(command)
  }
}

parent.on('message', async (message) => {
  const answer = await obey(message)
  parent.postMessage({ answer })
  Atomics.store(flag, 0, 1)
  Atomics.notify(flag, 0)
})
