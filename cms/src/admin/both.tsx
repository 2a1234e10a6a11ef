import type { Localised } from '@samleng/shared';
import { Typography, type TypographyProps } from '@strapi/design-system';

type Look = Pick<TypographyProps, 'variant' | 'textColor' | 'fontWeight' | 'ellipsis'>;

/** Khmer stacks signs above and below the line; they need room. */
const khmerLine = { lineHeight: 1.75 } as const;

/** Words in English and, on a line of their own, in Khmer. */
export function Both({ words, ...look }: { readonly words: Localised<string> } & Look) {
  return (
    <>
      <Typography tag="div" lang="en" {...look}>
        {words.en}
      </Typography>
      <Typography tag="div" lang="km" style={khmerLine} {...look}>
        {words.km}
      </Typography>
    </>
  );
}

/** Both languages on one line, for labels and links. */
export function BothInline({ words }: { readonly words: Localised<string> }) {
  return (
    <>
      <span lang="en">{words.en}</span> · <span lang="km">{words.km}</span>
    </>
  );
}
