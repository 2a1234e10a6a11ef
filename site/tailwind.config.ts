import type { Config } from 'tailwindcss';

const colors = ['cotton', 'cotton-deep', 'ink', 'ink-soft', 'red', 'indigo', 'turmeric', 'thread'] as const;
const nightColors = ['night', 'night-text', 'night-soft', 'night-turmeric'] as const;
const steps = ['small', '0', '1', '2', '3', '4', '5'] as const;

/** Reads the custom properties of src/styles/tokens.css: the only place that holds values. */
function fromTokens(names: readonly string[], prefix = ''): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `var(--${prefix}${name})`]));
}

/** Each of these puts variables of its own on every element of every page, and we use none of them. */
const unused = {
  backdropFilter: false,
  borderSpacing: false,
  boxShadow: false,
  contain: false,
  filter: false,
  fontVariantNumeric: false,
  gradientColorStops: false,
  ringWidth: false,
  scrollSnapType: false,
  touchAction: false,
  transform: false,
  translate: false,
  rotate: false,
  skew: false,
  scale: false,
} as const;

export default {
  corePlugins: unused,
  content: { relative: true, files: ['./src/**/*.astro'] },
  theme: {
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      ...fromTokens([...colors, ...nightColors]),
    },
    fontSize: fromTokens(steps, 'step-'),
    fontFamily: fromTokens(['ui', 'text'], 'font-'),
    lineHeight: { ...fromTokens(['ui', 'text', 'head'], 'line-'), none: '1' },
    fontWeight: { normal: '400', bold: '700' },
    // In em, so that a reader's larger type also changes the layout.
    screens: { sm: '36em', md: '48em', lg: '60em' },
    extend: {
      maxWidth: { measure: 'var(--measure)' },
      // What a thumb needs to hit.
      spacing: { gutter: 'var(--gutter)', tap: '44px' },
    },
  },
} satisfies Config;
