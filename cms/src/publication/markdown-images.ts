/** A picture written in Markdown: its words and its address. */
export interface MarkdownImage {
  readonly alt: string;
  readonly address: string;
}

const inline = /!\[((?:\\.|[^\]\\])*)\]\(\s*<?([^\s)>]+)>?[^)]*\)/g;
const byReference = /!\[((?:\\.|[^\]\\])*)\](?:\[([^\]]*)\])?(?!\()/g;
const definition = /^ {0,3}\[([^\]]+)\]:\s*<?([^\s>]+)>?/gm;
const html = /<img\b[^>]*>/gi;

/** Every picture in a Markdown text, in the three ways in which one can be written. */
export function markdownImages(markdown: string): MarkdownImage[] {
  if (!markdown.includes('![') && !/<img\b/i.test(markdown)) return [];
  const addresses = new Map<string, string>();
  for (const [, label = '', address = ''] of markdown.matchAll(definition)) {
    addresses.set(label.toLowerCase(), address);
  }
  const images: MarkdownImage[] = [];
  for (const [, alt = '', address = ''] of markdown.matchAll(inline)) images.push({ alt, address });
  for (const [, alt = '', label] of markdown.matchAll(byReference)) {
    const address = addresses.get((label || alt).toLowerCase());
    if (address) images.push({ alt, address });
  }
  for (const [tag] of markdown.matchAll(html)) {
    images.push({ alt: htmlAttribute(tag, 'alt'), address: htmlAttribute(tag, 'src') });
  }
  return images;
}

/** The addresses of all pictures in a Markdown text. */
export function imageAddresses(markdown: string): string[] {
  return markdownImages(markdown).map((image) => image.address);
}

function htmlAttribute(tag: string, name: string): string {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  return found?.[1] ?? found?.[2] ?? found?.[3] ?? '';
}
