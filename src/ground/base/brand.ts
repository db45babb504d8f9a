declare const brand: unique symbol

/** A nominal type over `T`: values are made by the casts in `ground/ids.ts` and the jute schema only. */
export type Brand<T, B extends string> = T & { readonly [brand]: B }
