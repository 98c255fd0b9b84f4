// Texts of the cell view.
export const cell = {} as const;
