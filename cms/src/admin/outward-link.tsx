import type { Localised } from '@samleng/shared';
import { Link } from '@strapi/design-system';
import { ExternalLink } from '@strapi/icons';

interface Props {
  readonly href: string;
  readonly words: Localised<string>;
}

const block = { display: 'block' } as const;

/** A link that leaves the admin, in both languages, one below the other. */
export function OutwardLink({ href, words }: Props) {
  return (
    <Link href={href} isExternal target="_blank" endIcon={<ExternalLink aria-hidden />}>
      <span lang="en" style={block}>
        {words.en}
      </span>
      <span lang="km" style={block}>
        {words.km}
      </span>
    </Link>
  );
}
