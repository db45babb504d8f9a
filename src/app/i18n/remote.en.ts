/** Words of a page on a real ensemble, in English. */
export const remoteEn = {
  label: (addresses: string) => `A real ensemble: ${addresses}`,
  readOnly: 'only looked at (start with --allow-writes to write)',
  writable: 'writes allowed',
  lost: 'the gateway ended: what you see is the last that was known',
  unseen: 'What servers say to each other can’t be seen from here and is not drawn.',
  refuses: (server: number, words: string) => `Server ${server} does not tell ${words} (4lw.commands.whitelist)`,
  through: (client: string, server: number) =>
    `Read through client ${client} on server ${server}, level by level as you open them`,
  notConnected: (client: string) => `Client ${client} is not connected: this is the last that was known`,
}
