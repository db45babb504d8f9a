/** Words of the sheet of keys, in English. */
import type { KeyName } from '../hooks/keyMap.ts'

export const keysEn = {
  title: 'Keys',
  names: {
    play: 'play or pause',
    step: 'one step',
    slower: 'slower',
    faster: 'faster',
    auto: 'auto tempo',
    kill: 'kill the chosen server, or the leader',
    restart: 'restart the server that ended last',
    resume: 'start and wake all servers',
    inspect: 'look into the chosen server, or the leader',
    partition: 'divide the servers',
    heal: 'heal all links',
    client: 'add a client',
    language: 'language',
    theme: 'theme',
    help: 'this sheet',
  } satisfies { readonly [K in KeyName]: string },
  elsewhere:
    'Tab goes from server to server and client to client; Enter opens what can be done, Esc closes it. In the story the arrow keys go from line to line.',
  letters: 'Single letters are keys',
}
