/** The line under an embed: who leads, why time stands, why nothing was done, and where the disks are. */
import { useApp, useText } from '../store/app.ts'
import { leaderOf } from '../store/model.ts'
import { useWords } from '../views/lesson/useWords.ts'
import { useEmbed } from './embedStore.ts'
import { WORDS } from './words.ts'

export function EmbedStatus() {
  const { status, frame } = useText()
  const say = useWords()
  const leader = useApp((state) => leaderOf(state.cluster))
  const refusal = useApp((state) => state.refusal)
  const paused = useApp((state) => state.clock.paused)
  const hidden = useApp((state) => state.clock.byHand === false)
  const away = useEmbed((state) => state.away)
  const inMemory = useApp((state) => state.engine.type === 'running' && state.engine.capabilities.disk === 'memory')
  const started = useEmbed((state) => state.started)
  if (!started) return null
  return (
    <footer className="embed-status">
      <span className="status-leader" data-ok={leader !== undefined}>
        {leader === undefined ? status.noLeader : status.leader(leader.id, leader.epoch)}
      </span>
      {paused ? <span>{hidden || away ? say(WORDS.away) : status.paused}</span> : null}
      {refusal !== undefined ? (
        <span className="embed-refusal">{frame.refused(refusal)}</span>
      ) : inMemory ? (
        <span className="embed-disk">{say(WORDS.inMemory)}</span>
      ) : null}
    </footer>
  )
}
