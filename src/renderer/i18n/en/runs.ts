// Texts of the runs view.
export const runs = {} as const;
