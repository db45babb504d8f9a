/*
 * What a program finds around itself, in its own worker: `connect`, a client with ZooKeeper's operations, `sleep`, `console`.
 * This text is put in front of the program's own; it has nothing but the port that the page sends first.
 * Laws: a watcher is called for the event it waits for, once unless it is persistent, and never before the answer that set
 * it; an operation that fails throws a KeeperError with ZooKeeper's name for it as `code`.
 */
globalThis.playground = (() => {
  const waiting = new Map()
  const clients = new Map()
  let port
  let lastId = 0

  class KeeperError extends Error {
    constructor(code, message) {
      super(`${code}: ${message}`)
      this.name = 'KeeperError'
      this.code = code
    }
  }

  function ask(what) {
    lastId += 1
    const id = lastId
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      port.postMessage({ type: 'ask', id, ...what })
    })
  }

  function onMessage(message) {
    if (message.type === 'ping') return port.postMessage({ type: 'pong' })
    if (message.type === 'event') return clients.get(message.client)?.fire(message)
    const { resolve, reject } = waiting.get(message.id) ?? {}
    waiting.delete(message.id)
    if (message.type === 'answer') resolve?.(message.value)
    else reject?.(new KeeperError(message.code, message.message))
  }

  const bytesOf = (data) =>
    data === null || data instanceof Uint8Array
      ? data
      : new TextEncoder().encode(typeof data === 'string' ? data : JSON.stringify(data))

  /* The watchers of one client: which event is for whom (ZKWatchManager). */
  const HEARD = {
    data: ['nodeCreated', 'nodeDeleted', 'nodeDataChanged'],
    child: ['nodeDeleted', 'nodeChildrenChanged'],
    persistent: ['nodeCreated', 'nodeDeleted', 'nodeDataChanged', 'nodeChildrenChanged'],
    persistentRecursive: ['nodeCreated', 'nodeDeleted', 'nodeDataChanged'],
  }
  const isFor = (watcher, { path, event }) =>
    HEARD[watcher.kind].includes(event) &&
    (watcher.path === path ||
      (watcher.kind === 'persistentRecursive' && path.startsWith(watcher.path === '/' ? '/' : `${watcher.path}/`)))

  class Client {
    #watchers = []
    constructor(name) {
      this.name = name
      /** Called with 'connected', 'disconnected', 'expired' or 'closed'. */
      this.onState = undefined
    }
    fire({ event, path, state }) {
      if (state !== undefined) return this.onState?.(state)
      const heard = this.#watchers.filter((watcher) => isFor(watcher, { path, event }))
      this.#watchers = this.#watchers.filter(
        (watcher) => !heard.includes(watcher) || watcher.kind.startsWith('persistent'),
      )
      for (const call of new Set(heard.map((watcher) => watcher.call))) call({ type: event, path })
    }
    #watch(path, kind, call) {
      if (call !== undefined) this.#watchers.push({ path, kind, call })
    }
    #submit(op) {
      return ask({ what: 'submit', client: this.name, op })
    }
    /** Resolves to the path that was created. `mode`: persistent, ephemeral, persistentSequential, ephemeralSequential, container. */
    async create(path, data = null, { mode = 'persistent', ttl, acl } = {}) {
      return (await this.#submit({ type: 'create', path, data: bytesOf(data), mode, ttl, acl })).path
    }
    /** Resolves to `{ data, bytes, stat }`; data is text. */
    async getData(path, watcher) {
      const { data, stat } = await this.#submit({ type: 'getData', path, watch: watcher !== undefined })
      this.#watch(path, 'data', watcher)
      return { data: data === null ? null : new TextDecoder().decode(data), bytes: data, stat }
    }
    /** Resolves to the znode's stat, or to null. */
    async exists(path, watcher) {
      try {
        const { stat } = await this.#submit({ type: 'exists', path, watch: watcher !== undefined })
        return stat
      } catch (error) {
        if (error.code !== 'NONODE') throw error
        return null
      } finally {
        this.#watch(path, 'data', watcher)
      }
    }
    /** Resolves to the names of the children, sorted. */
    async getChildren(path, watcher) {
      const { children } = await this.#submit({ type: 'getChildren', path, watch: watcher !== undefined })
      this.#watch(path, 'child', watcher)
      return [...children].sort()
    }
    async setData(path, data, version = -1) {
      return (await this.#submit({ type: 'setData', path, data: bytesOf(data), version })).stat
    }
    async delete(path, version = -1) {
      await this.#submit({ type: 'delete', path, version })
    }
    async sync(path) {
      await this.#submit({ type: 'sync', path })
    }
    /** A watcher that stays: `persistent`, or `persistentRecursive` for everything below too. */
    async addWatch(path, watcher, mode = 'persistent') {
      await this.#submit({ type: 'addWatch', path, mode })
      this.#watch(path, mode, watcher)
    }
    /** Creates `path` and what is missing above it; what is there already stays. */
    async ensure(path) {
      const names = path.split('/').slice(1)
      for (let i = 1; i <= names.length; i += 1) {
        const part = `/${names.slice(0, i).join('/')}`
        try {
          await this.create(part)
        } catch (error) {
          if (error.code !== 'NODEEXISTS') throw error
        }
      }
    }
    /** Waits for the lock under `path`; resolves to a function that gives it back. */
    async lock(path) {
      await ask({ what: 'lock', client: this.name, path })
      return () => ask({ what: 'unlock', client: this.name })
    }
    /** Ends the session: its ephemerals are gone. */
    async close() {
      this.#watchers = []
      await ask({ what: 'close', client: this.name })
    }
  }

  /** A client application of its own on the stage, under `name` where it is free. */
  async function connect(name) {
    const client = new Client(await ask({ what: 'connect', name }))
    clients.set(client.name, client)
    return client
  }

  const shown = (value) => {
    if (typeof value === 'string') return value
    if (value instanceof Error) return String(value)
    try {
      const text = JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `0x${inner.toString(16)}` : inner))
      return text ?? String(value)
    } catch {
      return String(value)
    }
  }
  const told =
    (level) =>
    (...values) =>
      port.postMessage({ type: 'log', level, text: values.map(shown).join(' ') })

  return {
    connect,
    KeeperError,
    sleep: (ms) => new Promise((later) => setTimeout(later, ms)),
    console: { log: told('log'), info: told('log'), debug: told('log'), warn: told('warn'), error: told('error') },
    ended: (error) =>
      port.postMessage({ type: 'ended', error: error === undefined ? null : String(error?.stack ?? error) }),
    begin: (run) => {
      self.onunhandledrejection = (event) => {
        event.preventDefault()
        told('error')(event.reason)
      }
      self.onmessage = (event) => {
        self.onmessage = null
        port = event.ports[0]
        port.onmessage = ({ data }) => onMessage(data)
        run()
      }
    },
  }
})()
