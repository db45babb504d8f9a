/** The Guarantees in English. Titles and lines are the checkers' own. */
import { CHECKERS } from '../../hosts/checkers/checkers.ts'
import type { GuaranteesWords } from './guarantees.ts'

const times = (count: number): string => `${count} ${count === 1 ? 'time' : 'times'}`

export const guaranteesEn: GuaranteesWords = {
  region: 'Guarantees',
  families: CHECKERS,
  states: {
    untested: 'not tested yet',
    held: 'holds',
    allowed: 'holds; something that is allowed was seen',
    broken: 'broken',
  },
  tested: (count) => `tested ${times(count)}`,
  seen: (count) => `seen ${times(count)}: allowed`,
  heldAt: (node, index) => `last put to the test by event ${index} of ${node}, and it held`,
  strip: 'Guarantees at a glance',
  groups: {
    leaders: 'Leaders',
    history: 'History',
    sessions: 'Sessions',
    watches: 'Watches',
    answers: 'Answers',
    recipes: 'Recipes',
    progress: 'Progress',
  },
  summary: ({ broken, untested }, of) => {
    const parts = [`${of - broken - untested} of ${of} hold`]
    if (broken > 0) parts.unshift(`${broken} broken`)
    if (untested > 0) parts.push(`${untested} not tested yet`)
    return parts.join(' · ')
  },
  list: 'All guarantees',
  never: 'Never to be seen',
  picture: (title) => `Two servers or clients that break "${title}"`,
  noEvidence: 'Nothing has put it to the test yet.',
  showMoment: 'Show the moment',
  remote: {
    strip: 'Guarantees: not judged on real servers. Why?',
    why: 'A guarantee is judged by what happens inside the servers: what each of them logs, promises, commits and applies, and when. A real ZooKeeper server tells nobody of this: it answers requests and four-letter words. A lamp here would be a guess, so there is none.',
    instead: (lamps) =>
      `On the page's own servers (started without --connect) all ${lamps} are judged as they run, and each can be broken in a sandbox.`,
  },
  pane: {
    breakIt: 'Break it',
    breakAgain: 'Break it again',
    bug: 'With this bug',
    plan: 'What is done',
    replaces: 'A sandbox takes the place of this ensemble. Yours waits with its data, and comes back.',
    loses: 'A sandbox takes the place of this ensemble, which is gone with its data.',
    starting: 'The sandbox starts…',
  },
  sandbox: {
    label: 'Sandbox: these servers have a bug in them.',
    provoking: 'The bug is being provoked.',
    provoked: 'All is done that brings it to light.',
    back: 'Back to the sound ones',
    backing: 'The sound ones start…',
    lost: 'Your data could not be taken back; these servers start empty:',
  },
  alarm: {
    title: (guarantee) => `Broken: ${guarantee}`,
    facts: 'The two facts that contradict each other',
    promise: 'Promised',
    at: (node, event, seconds) => `${node} · ${event} · at ${seconds} s`,
    still: 'The world stands still.',
    goOn: 'Go on',
    inStory: 'In the story',
    inSpaceTime: 'In space-time',
    more: 'About this guarantee',
    here: (node) => `${node}: here it is broken`,
  },
  meanings: {
    leaders: 'Were there two, both would give the same zxids to different writes.',
    promises: 'A promise that is forgotten lets an old leader and a new one rule at the same time.',
    durability: 'What a client was told is done survives any minority of dead machines.',
    agreement: 'Servers may be late, never different: each is a prefix of the same history.',
    digests: 'The order alone is not enough: the same transaction must do the same everywhere.',
    primaryOrder: 'A later write may build upon an earlier one, so none may be skipped or come late.',
    sessionOrder: 'One client sees one story, though it moves from server to server.',
    watches: 'An application that gets two events for one watch, or none, loses count.',
    hearing: 'Whoever reads new data has been told first that the old is out of date.',
    ephemerals: 'An ephemeral left behind is a lock that nobody holds and nobody can take.',
    expiry: 'Whoever is only slow keeps its locks for the time that it was promised.',
    sequence: 'Two holders of one number are two first ones in a queue.',
    ownWrites: 'Who has written need not ask whether it was there already.',
    realTime: 'What ended before another began comes before it: the clock on the wall agrees.',
    writes: 'Every answer to a write can be explained by one history, one step at a time.',
    reads: 'A read may be late, never invented: its tree existed, as a whole, at its zxid.',
    syncs: 'Who must not read old data says sync first.',
    search: 'Even without a look inside: there is an order that explains what clients saw.',
    recipes: 'This is what an application builds on: one holder, one master, one taker.',
    liveness: 'To be safe by doing nothing is easy: the ensemble must also answer.',
    crashes: 'A server that trips over its own state would do so again after each restart.',
  },
}
