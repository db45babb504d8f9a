/** Time: play or pause, one step, and how fast. */
import { setTempo } from '../../store/acts.ts'
import { useApp, useText } from '../../store/app.ts'
import { intervene } from '../../store/bridge.ts'
import { SPEEDS, type Speed } from '../../store/settings.ts'
import { PauseIcon, PlayIcon, StepIcon } from '../icons.tsx'

export function TimeControls() {
  const text = useText()
  const paused = useApp((state) => state.clock.paused)
  const speed = useApp((state) => state.clock.speed)
  const playName = paused ? text.time.play : text.time.pause
  return (
    <fieldset className="button-group" aria-label={text.time.group}>
      <button
        type="button"
        className="button button-icon"
        aria-label={playName}
        title={playName}
        onClick={() => intervene({ type: paused ? 'play' : 'pause' })}
      >
        {paused ? <PlayIcon /> : <PauseIcon />}
      </button>
      <button
        type="button"
        className="button button-icon"
        aria-label={text.time.step}
        title={text.time.step}
        onClick={() => intervene({ type: 'step' })}
      >
        <StepIcon />
      </button>
      {SPEEDS.map((choice) => (
        <button
          key={choice}
          type="button"
          className="button"
          aria-pressed={choice === speed}
          onClick={() => setTempo(choice)}
        >
          {speedLabel(choice, text.time)}
        </button>
      ))}
    </fieldset>
  )
}

function speedLabel(
  speed: Speed,
  words: { readonly auto: string; readonly speeds: Readonly<Record<string, string>> },
): string {
  return speed === 'auto' ? words.auto : (words.speeds[String(speed)] ?? `${speed}×`)
}
