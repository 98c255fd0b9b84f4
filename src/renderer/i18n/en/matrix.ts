// Texts of the matrix view.
export const matrix = {} as const;
