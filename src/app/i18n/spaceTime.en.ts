/** Words of the space-time diagram, in English. */
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

export const spaceTimeEn = {
  controls: 'What of time is shown',
  earlier: 'Earlier',
  later: 'Later',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  live: 'Return to live',
  pings: 'Pings',
  span: (seconds: string) => `${seconds} s`,
  now: 'now',
  messages: 'Messages shown',
  noMessages: 'no messages',
  /** What the drawing shows, for who cannot see it. */
  summary: (shown: {
    readonly live: boolean
    readonly servers: number
    readonly clients: number
    readonly messages: number
    readonly lost: number
    readonly deaths: number
    readonly from: string
    readonly to: string
  }) =>
    [
      `Space-time, ${shown.live ? 'live' : 'past'}, ${shown.from} s to ${shown.to} s`,
      counted(shown.servers, 'server', 'servers'),
      counted(shown.clients, 'client', 'clients'),
      `${counted(shown.messages, 'message', 'messages')}, ${shown.lost} lost`,
      `${counted(shown.deaths, 'node', 'nodes')} killed`,
    ].join('; '),
  way: (from: string, to: string) => `${from} → ${to}`,
  arrived: (sent: string, arrived: string, took: string) => `sent ${sent}, arrived ${arrived} (${took} ms)`,
  underWay: (sent: string) => `sent ${sent}, under way`,
  lostAt: (sent: string, lost: string) => `sent ${sent}, lost ${lost}`,
}
