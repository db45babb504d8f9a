/**
 * The conductor owns the virtual clock: play, pause, speed, steps, and a hidden tab, which stands still. Nodes hear each
 * change of the line; nobody asks what time it is.
 */
import type { Millis, NodeName } from '../../ground/ids.ts'
import { clockOf, movedTo, turned, type VirtualClock, virtualAt } from '../clock.ts'
import type { ClockView, Happening } from '../engine.ts'
import { autoSpeed, FAST_SPEED, START_SPEED, WATCH_SPEED, worthSeeing } from './autoTempo.ts'

export type Conductor = {
  clock: VirtualClock
  speed: number | 'auto'
  paused: boolean
  hidden: boolean
  /** Programs outside that are connected: they have no pause, so the tab goes on where it is hidden, in real time. */
  outsiders: number
  /** Real time of the last act, for the auto tempo. */
  actedAt: number
  watchSpeed: number
  /** Messages in the air that are worth seeing, by sender and number, and when (real) the last one was. */
  readonly inAir: Set<string>
  seenAt: number
  readonly announce: (clock: VirtualClock) => void
  readonly real: () => number
}

export const speedMin: number = 0.01
export const speedMax: number = 100

/** Milliseconds since 1970, as every context of this machine counts them. */
export function realNow(): number {
  return performance.timeOrigin + performance.now()
}

/** A conductor at virtual time 0, playing. `announce` hears every change of the clock; `real` counts milliseconds. */
export function conductorOf(
  speed: number | 'auto',
  announce: (clock: VirtualClock) => void,
  real: () => number = realNow,
): Conductor {
  const first = speed === 'auto' ? START_SPEED : clamped(speed)
  return {
    clock: clockOf(0, real(), first),
    speed,
    paused: false,
    hidden: false,
    outsiders: 0,
    // The start is an act: the first election is worth watching.
    actedAt: real(),
    watchSpeed: START_SPEED,
    inAir: new Set(),
    seenAt: real(),
    announce,
    real,
  }
}

export function nowOf(conductor: Conductor): Millis {
  return virtualAt(conductor.clock, conductor.real())
}
export function clockView(conductor: Conductor, hopMs: Millis): ClockView {
  return { now: nowOf(conductor), speed: conductor.speed, paused: isStill(conductor), byHand: conductor.paused, hopMs }
}

/** Somebody acted: the auto tempo watches what comes of it. */
export function acted(conductor: Conductor): void {
  conductor.actedAt = conductor.real()
  conductor.watchSpeed = WATCH_SPEED
  retempo(conductor)
}
export function setPaused(conductor: Conductor, paused: boolean): void {
  conductor.paused = paused
  retempo(conductor)
}
export function setHidden(conductor: Conductor, hidden: boolean): void {
  conductor.hidden = hidden
  retempo(conductor)
}
/** How many programs outside are connected. */
export function setOutsiders(conductor: Conductor, outsiders: number): void {
  conductor.outsiders = outsiders
  retempo(conductor)
}
function isStill(conductor: Conductor): boolean {
  return conductor.paused || (conductor.hidden && conductor.outsiders === 0)
}
/** `speed` is clamped to `speedMin` … `speedMax`. */
export function setSpeed(conductor: Conductor, speed: number | 'auto'): void {
  conductor.speed = speed === 'auto' ? speed : clamped(speed)
  retempo(conductor)
}
function clamped(speed: number): number {
  return Math.min(speedMax, Math.max(speedMin, speed))
}

/** What happened, for the auto tempo. */
export function heed(conductor: Conductor, batch: readonly Happening[]): void {
  for (const { event } of batch) {
    if (event.type === 'messageSent' && worthSeeing(event.flight))
      conductor.inAir.add(airKey(event.flight.from, event.flight.seq))
    else if (event.type === 'messageDelivered' || event.type === 'messageLost') land(conductor, event.from, event.seq)
  }
  retempo(conductor)
}
function land(conductor: Conductor, from: NodeName, seq: number): void {
  if (conductor.inAir.delete(airKey(from, seq))) conductor.seenAt = conductor.real()
}
function airKey(from: NodeName, seq: number): string {
  return `${from}/${seq}`
}

/** Moves a paused clock forward to `at`. */
export function moveTo(conductor: Conductor, at: Millis): void {
  conductor.clock = movedTo(conductor.clock, conductor.real(), at)
  conductor.announce(conductor.clock)
}

/** Turns the clock to the rate that holds now; announces it where it changed. */
export function retempo(conductor: Conductor): void {
  const rate = rateOf(conductor)
  if (rate === conductor.clock.rate) return
  conductor.clock = turned(conductor.clock, conductor.real(), rate)
  conductor.announce(conductor.clock)
}
function rateOf(conductor: Conductor): number {
  if (isStill(conductor)) return 0
  if (conductor.speed !== 'auto') return conductor.speed
  // A real client's own timeouts run in real time: the auto tempo does not slow down under it.
  if (conductor.outsiders > 0) return FAST_SPEED
  const real = conductor.real()
  return autoSpeed({
    watchSpeed: conductor.watchSpeed,
    sinceActMs: real - conductor.actedAt,
    inAir: conductor.inAir.size,
    idleMs: real - conductor.seenAt,
  })
}
