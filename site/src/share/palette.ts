import type { Tint } from '../weave/cloth.ts';

/** The palette of styles/tokens.css in daylight; a test compares them. */
export const palette = {
  cotton: '#faf6ed',
  ink: '#1d1a16',
  'ink-soft': '#544a3e',
  red: '#9a1a20',
  thread: '#d9cfba',
  night: '#1f3157',
  'night-text': '#faf6ed',
  'night-soft': '#d3d9e8',
  'night-turmeric': '#e9b44c',
  'weave-ground': '#f6eedd',
  'weave-red': '#a3191f',
  'weave-indigo': '#2a4273',
  'weave-turmeric': '#d8951d',
  'weave-leaf': '#3f6b46',
  'weave-ink': '#2a2621',
} as const;

/** The threads of a cloth. */
export const threads: Readonly<Record<Tint, string>> = {
  red: palette['weave-red'],
  indigo: palette['weave-indigo'],
  turmeric: palette['weave-turmeric'],
  leaf: palette['weave-leaf'],
  ink: palette['weave-ink'],
};

/** The colours of one label. */
export interface LabelColors {
  readonly ground: string;
  readonly edge: string;
  readonly stitches: string;
  readonly title: string;
  readonly soft: string;
  readonly accent: string;
}

/** A label as most have it, sewn on with the thread of the cloth. */
export function dayLabel(tint: Tint): LabelColors {
  return {
    ground: palette.cotton,
    edge: palette.thread,
    stitches: threads[tint],
    title: palette.ink,
    soft: palette['ink-soft'],
    accent: palette.red,
  };
}

/** A label on which somebody speaks, as on the front page. */
export const nightLabel: LabelColors = {
  ground: palette.night,
  edge: palette['weave-ground'],
  stitches: palette['night-turmeric'],
  title: palette['night-text'],
  soft: palette['night-soft'],
  accent: palette['night-turmeric'],
};
