// The colours of theme.css and its letters, for what is drawn on a canvas: read from the page, and again whenever its theme changes.
import { useEffect, useState } from 'react';
import { PAINTS, type Paint } from '../../../../shared/charts/scene.ts';

export interface Ink {
  paints: Record<Paint, string>;
  sans: string;
  mono: string;
}

const VARIABLE: Record<Paint, string> = {
  text: '--text',
  dim: '--dim',
  line: '--line',
  strong: '--line-strong',
  panel: '--panel',
  sunken: '--sunken',
  accent: '--accent',
  amber: '--amber',
  'amber-ground': '--amber-bg',
  grey: '--grey',
  green: '--green',
  red: '--red',
  'red-ground': '--red-bg',
};

function read(): Ink {
  const style = getComputedStyle(document.documentElement);
  const paints = Object.fromEntries(PAINTS.map((paint) => [paint, style.getPropertyValue(VARIABLE[paint]).trim() || 'gray'])) as Record<Paint, string>; // one for each paint
  return { paints, sans: style.getPropertyValue('--sans').trim() || 'sans-serif', mono: style.getPropertyValue('--mono').trim() || 'monospace' };
}

export function useInk(): Ink {
  const [ink, setInk] = useState(read);
  useEffect(() => {
    const again = (): void => setInk(read());
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-mantine-color-scheme', 'class', 'style'] });
    again();
    return () => theme.disconnect();
  }, []);
  return ink;
}
