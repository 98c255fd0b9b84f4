// Texts of the run view.
export const run = {} as const;
