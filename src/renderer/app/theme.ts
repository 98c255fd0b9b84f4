// Mantine in the colours of theme.css: its parts and ours look the same, and there is one accent.
import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver, type MantineColorsTuple, type VariantColorsResolver } from '@mantine/core';

/** Mantine draws fields, menus and switches of the dark theme in these: our greys, lightest first. */
const dark: MantineColorsTuple = ['#dde2e8', '#c3cad2', '#98a2ae', '#7d8793', '#434c57', '#2a3038', '#20262d', '#181c21', '#111418', '#0d1013'];
const accent: MantineColorsTuple = ['#eaf1fd', '#d3e2fa', '#a9c5f4', '#82aeff', '#5a8fe8', '#3b76d8', '#2a67cc', '#1f5bc4', '#194ca6', '#123a80'];

/** What is filled is filled with our accent, and its text is the one that can be read on it. */
const variantColors: VariantColorsResolver = (input) =>
  input.variant === 'filled' && (input.color === undefined || input.color === 'accent')
    ? { background: 'var(--accent)', hover: 'var(--accent-hover)', color: 'var(--accent-text)', border: '1px solid transparent' }
    : defaultVariantColorsResolver(input);

export const theme = createTheme({
  colors: { accent, dark },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  variantColorResolver: variantColors,
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '16px' },
  defaultRadius: '4px',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'compact-sm', variant: 'default', fw: 500 } },
    ActionIcon: { defaultProps: { size: 'md', variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
    // The page itself never scrolls, and the library that would lock it writes a style that the content policy refuses.
    Modal: { defaultProps: { lockScroll: false, transitionProps: { duration: 0 }, overlayProps: { backgroundOpacity: 0.35 } } },
    // Its place for the first focus is an element that a menu may not have.
    Menu: { defaultProps: { transitionProps: { duration: 0 }, shadow: 'md', withInitialFocusPlaceholder: false } },
    Tabs: { defaultProps: { keepMounted: false } },
  },
});

/** Mantine's own variables, from ours. Said for each theme: Mantine's own stand there too, and would win over what is said for both. */
const ours = {
  '--mantine-color-body': 'var(--bg)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--dim)',
  '--mantine-color-default': 'var(--panel)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-placeholder': 'var(--dim)',
  '--mantine-color-error': 'var(--red)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--dim)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-color-gray-light-hover': 'var(--hover)',
};
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: ours, dark: ours });
