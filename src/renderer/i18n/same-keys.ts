/** The shape of a language: the keys of English, any text. A missing translation does not compile. Plural forms of English (`_one`) may be absent where a language has none. */
export type SameKeys<T> = { readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : SameKeys<T[K]> } & {
  readonly [K in keyof T as K extends `${string}_one` ? K : never]?: string;
};
