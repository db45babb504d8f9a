/** The stage: the ensemble as it is. */
import { useText } from '../../store/app.ts'

export function Stage() {
  const text = useText()
  return <section className="stage" aria-label={text.stage.region} />
}
