/** The ground of a cell: one hue from hardly any to much, so that what is darker is longer for any eye; text on it stays readable in both themes. */
export const shade = (level: number): string => `color-mix(in oklab, var(--accent) ${Math.round(3 + 42 * level)}%, var(--panel))`;
