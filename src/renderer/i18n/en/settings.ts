// Texts of the settings view.
export const settings = {} as const;
