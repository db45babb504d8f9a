/** Time: play or pause, one step, and how fast: by itself, or by a slider from a hundredth to as fast as the machine. */
import { setTempo } from '../../store/acts.ts'
import { useApp, useText } from '../../store/app.ts'
import { intervene } from '../../store/bridge.ts'
import { TEMPI, tempoStep, tempoText } from '../../store/tempo.ts'
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
      <button type="button" className="button" aria-pressed={speed === 'auto'} onClick={() => setTempo('auto')}>
        {text.time.auto}
      </button>
      <SpeedSlider />
    </fieldset>
  )
}

function SpeedSlider() {
  const { time } = useText()
  const speed = useApp((state) => state.clock.speed)
  const step = tempoStep(speed)
  const words = speed === 'auto' ? time.auto : (tempoText(speed) ?? time.fastest)
  return (
    <span className="speed" data-auto={speed === 'auto'}>
      <input
        type="range"
        aria-label={time.speed}
        aria-valuetext={words}
        min={0}
        max={TEMPI.length - 1}
        step={1}
        value={step}
        onChange={(event) => setTempo(TEMPI[Number(event.target.value)] ?? 1)}
      />
      <output aria-hidden="true">{speed === 'auto' ? '' : words}</output>
    </span>
  )
}
