/** One view's failure stays one view's: the rest of the page goes on. React offers error boundaries as classes only. */
import { Component, type ReactNode } from 'react'
import { useText } from '../store/app.ts'

type Props = { readonly children: ReactNode }
type State = { readonly error: unknown }

export class ErrorBoundary extends Component<Props, State> {
  override readonly state: State = { error: undefined }
  static getDerivedStateFromError(error: unknown): State {
    return { error }
  }
  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <Failure
        reason={error instanceof Error ? error.message : String(error)}
        onRetry={() => this.setState({ error: undefined })}
      />
    )
  }
}

function Failure({ reason, onRetry }: { readonly reason: string; readonly onRetry: () => void }) {
  const text = useText()
  return (
    <div className="failure" role="alert">
      <p>{text.frame.viewFailed(reason)}</p>
      <button type="button" className="button" onClick={onRetry}>
        {text.frame.tryAgain}
      </button>
    </div>
  )
}
