// Texts of the doctor view.
export const doctor = {} as const;
