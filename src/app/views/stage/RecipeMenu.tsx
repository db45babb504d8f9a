/** The recipes in a client's menu: those that run can be let go, the others started. */
import { useText } from '../../store/app.ts'
import { intervene } from '../../store/bridge.ts'
import type { ClientModel } from '../../store/model.ts'
import { type OfferName, offered, offeredNames } from '../../store/recipes.ts'
import { ActButton } from './ActButton.tsx'

type Props = { readonly client: ClientModel; readonly onDone: () => void }

export function RecipeMenu({ client: { name, recipes }, onDone }: Props) {
  const { recipes: words } = useText()
  // The lock has its own entry, as long as it is held.
  const running = recipes.filter(({ recipe, state }) => recipe !== 'lock' || state !== 'holding')
  return (
    <>
      {running.map(({ recipe, path }) => (
        <ActButton
          key={`${recipe} ${path}`}
          name={words.release(name, words.names[recipe], path)}
          command={{ type: 'release', client: name, recipe, path }}
          onDone={onDone}
        />
      ))}
      <RecipeSelect
        label={words.runOn(name)}
        onPick={(recipe) => {
          void intervene({ type: 'run', client: name, run: offered(recipe, name) })
          onDone()
        }}
      />
    </>
  )
}

type SelectProps = { readonly label: string; readonly onPick: (recipe: OfferName) => void }

/** A list of all recipes; choosing one starts it. */
export function RecipeSelect({ label, onPick }: SelectProps) {
  const { recipes: words } = useText()
  return (
    <select
      className="button recipe-select"
      aria-label={label}
      value=""
      onChange={(event) => {
        const picked = offeredNames().find((name) => name === event.target.value)
        if (picked !== undefined) onPick(picked)
      }}
    >
      <option value="">{words.choose}</option>
      {offeredNames().map((name) => (
        <option key={name} value={name}>
          {words.names[name]}
        </option>
      ))}
    </select>
  )
}
