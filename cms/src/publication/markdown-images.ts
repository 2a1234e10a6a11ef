import { markdownImages } from '@samleng/shared';

/** The addresses of all pictures in a Markdown text. */
export function imageAddresses(markdown: string): string[] {
  return markdownImages(markdown).map((image) => image.address);
}
