/** Words of the Measures pane in English. */
import type { Failure, Missing, Pace } from '../measures/plan.ts'

const failures: { readonly [K in Failure]: string } = {
  follower: 'A follower fails and recovers',
  otherFollower: 'Another follower fails and recovers',
  leader: 'The leader fails and recovers',
  twoFollowers: 'Two followers fail and recover',
  otherLeader: 'Another leader fails',
}
const paces: { readonly [K in Pace]: string } = {
  short: 'short, about 20 s',
  usual: 'usual, about 45 s',
  long: 'long, about 2 min',
}
const missing: { readonly [K in Missing]: string } = {
  leader: 'no leader came to serve',
  answers: 'clients got no answers',
  servers: 'not every server came back',
}

export const measuresEn = {
  region: 'Measures',
  views: 'What is shown',
  live: 'Now',
  bench: 'Failure benchmark',
  kinds: { reads: 'reads', writes: 'writes', watches: 'watch events' },
  perSecond: (count: number) => `${count}/s`,
  rates: 'In the last full second',
  ratesChart: 'Reads, writes and watch events by the second, over the last minute',
  secondsAgo: (seconds: number) => (seconds === 0 ? 'now' : `−${seconds} s`),
  latency: 'From request to answer, as clients saw it',
  operation: 'Operation',
  count: 'Count',
  lost: 'Lost',
  noOps: 'No client has asked anything yet. Create a lock, or use the console.',
  elections: 'Elections',
  noElections: 'No election yet.',
  leader: 'Leader',
  epoch: 'Epoch',
  noticed: 'Noticed',
  elected: 'Elected',
  synced: 'Synced',
  serving: 'Serving after',
  cause: { start: 'start', leaderLost: (server: number | undefined) => `server ${server ?? '?'} lost` },
  virtual: 'Times are the ensemble’s own: slowed down with it, and still while it is paused.',
  underWay: 'under way',
  start: 'Run the failure benchmark',
  about:
    'The benchmark of ZooKeeper’s overview, for real: seven servers in this page, each a worker of its own, under clients that ask again as soon as they are answered. 30 % are writes of 1 KB. Five failures, and what they do to the throughput.',
  pace: 'Pace',
  paces,
  question:
    'Your ensemble stands still while the benchmark runs beside it, and goes on afterwards exactly as it is. Seven more servers take all of this machine for a while.',
  yes: 'Start',
  no: 'Not now',
  cancel: 'Cancel',
  again: 'Run again',
  starting: 'Seven servers and their load are starting…',
  phase: {
    starting: 'Waiting for a leader and the first answers',
    resting: (number: number) => `Under load · event ${number} of 5 is next`,
    last: 'Under load · all five events are over',
    down: (servers: string) => `Down: ${servers}`,
    returning: (servers: string) => `Coming back: ${servers}`,
  },
  progress: 'Progress of the benchmark',
  ends: {
    over: 'The benchmark is complete. Your ensemble goes on as it was.',
    cancelled: 'Cancelled. The seven servers are gone; your ensemble goes on as it was.',
    hidden:
      'The page was hidden, and a hidden page stands still: the benchmark was ended. Your ensemble goes on as it was.',
    stuck: (what: Missing) => `Ended: ${missing[what]} for a minute. Your ensemble goes on as it was.`,
    failed: (reason: string) => `The benchmark could not go on: ${reason}. Your ensemble goes on as it was.`,
  },
  chart: 'Throughput over time',
  chartSays: (perSecond: number, events: number) =>
    `Throughput over time: ${perSecond} answers a second on average, ${events} failures marked`,
  axis: 'answers a second',
  seconds: 'seconds under load',
  all: 'all answers',
  writes: 'writes',
  failures,
  servers: 'Servers of the benchmark',
  server: (id: number, state: string) => `Server ${id}: ${state}`,
  states: { leader: 'leader', follower: 'follower', looking: 'looking', down: 'down' },
  table: 'The five events',
  event: 'Event',
  victims: 'Servers',
  before: 'Before',
  during: 'While down',
  worst: 'Lowest',
  returned: 'Back after',
  election: 'Election',
  official: 'Official',
  officialMs: '< 200 ms',
  phases: (noticed: string, elected: string, synced: string) =>
    `noticed ${noticed} · elected ${elected} · synced ${synced}`,
  ms: (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value).toString()} ms`,
  totals: (perSecond: number, writes: number, failed: number) =>
    `${perSecond.toLocaleString('en-US')} answers/s on average, ${writes} % of them writes; ${failed.toLocaleString('en-US')} lost with their connections`,
  percentiles: (what: string, p50: string, p95: string, p99: string) => `${what}: p50 ${p50}, p95 ${p95}, p99 ${p99}`,
  limits: (cores: number, disk: string, lateMs: number) =>
    `What limits it: seven servers, the load and this page share ${cores} ${cores === 1 ? 'core' : 'cores'} of this machine; logs are flushed to ${disk}. The page itself was up to ${lateMs} ms late. The official run had a machine for each server.`,
  disks: { opfs: 'the browser’s storage (OPFS)', memory: 'memory only', remote: 'elsewhere' },
  exports: 'Save',
  save: (kind: string) => `Save as ${kind}`,
  notSaved: 'The picture could not be made by this browser.',
}
