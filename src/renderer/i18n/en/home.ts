// Texts of the home view.
export const home = {} as const;
