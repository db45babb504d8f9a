/** A task as soon as possible, behind the messages that already wait. Timers of 0 ms are clamped to 4 ms when nested; a MessageChannel is not. */
export type Soon = (task: () => void) => void

export function soonByChannel(): Soon {
  const channel = new MessageChannel()
  const tasks: (() => void)[] = []
  channel.port1.onmessage = () => tasks.shift()?.()
  return (task) => {
    tasks.push(task)
    channel.port2.postMessage(0)
  }
}
