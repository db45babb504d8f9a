/** Words of a page on a real ensemble, in English. */
export const remoteEn = {
  label: (addresses: string) => `A real ensemble: ${addresses}`,
  readOnly: 'A real ensemble, only looked at',
  writable: 'A real ensemble, writes allowed',
  howToWrite: 'It is only looked at: start with --allow-writes to write to it.',
  lost: 'The gateway ended: what you see is the last that was known.',
  unseen: 'What servers say to each other can’t be seen from here and is not drawn.',
  refuses: (servers: string, words: string) =>
    `Refused by 4lw.commands.whitelist of server ${servers}, so not shown: ${words}.`,
  through: (client: string, server: number) =>
    `Read through client ${client} on server ${server}, level by level as you open them`,
  watcher: (client: string, server: number) => `${client} (on server ${server})`,
  card: (latencyMs: string, connections: string) => `${latencyMs} ms · ${connections} conn.`,
  counts: (servers: number, clients: number) =>
    `${servers} real servers · ${clients} ${clients === 1 ? 'client' : 'clients'} of this page`,
  facts: {
    version: 'version',
    avg_latency: 'latency, average (ms)',
    max_latency: 'latency, longest (ms)',
    outstanding_requests: 'outstanding requests',
    num_alive_connections: 'connections',
    znode_count: 'znodes',
    watch_count: 'watches',
    ephemerals_count: 'ephemerals',
    approximate_data_size: 'bytes of data',
    synced_followers: 'synced followers',
    uptime: 'up (ms)',
  },
  outOfReach: 'A real server elsewhere: from here it can be used, not stopped or cut off.',
  notConnected: (client: string) => `Client ${client} is not connected: this is the last that was known`,
}
