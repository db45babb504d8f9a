/** One act in a menu: it takes the command and closes the menu. */
import type { Command } from '../../../hosts/command.ts'
import { intervene } from '../../store/bridge.ts'

type Props = {
  readonly name: string
  readonly command: Command
  readonly destructive?: boolean
  readonly onDone: () => void
}

export function ActButton({ name, command, destructive = false, onDone }: Props) {
  return (
    <button
      type="button"
      className={destructive ? 'menu-item menu-item-destructive' : 'menu-item'}
      onClick={() => {
        void intervene(command)
        onDone()
      }}
    >
      {name}
    </button>
  )
}
