/** A list of values in a menu: choosing one does the act and closes the menu. */
import type { Command } from '../../../hosts/command.ts'
import { intervene } from '../../store/bridge.ts'

type Choice = { readonly name: string; readonly command: Command }
type Props = {
  readonly label: string
  readonly placeholder: string
  readonly choices: readonly Choice[]
  readonly onDone: () => void
}

export function ActSelect({ label, placeholder, choices, onDone }: Props) {
  return (
    <label className="menu-select">
      <span>{label}</span>
      <select
        value=""
        onChange={(event) => {
          const choice = choices[Number(event.target.value)]
          if (choice !== undefined) void intervene(choice.command)
          onDone()
        }}
      >
        <option value="">{placeholder}</option>
        {choices.map(({ name }, index) => (
          <option key={name} value={index}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
