/** Pictures below the first screen, which nobody has asked for so far, come in their smallest width where data is dear. */
export function saveData(): void {
  // TypeScript does not know what only some browsers tell.
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  if (!connection?.saveData) return;
  for (const image of document.querySelectorAll('picture [loading=lazy]')) {
    const sources = image.parentElement?.querySelectorAll('source') ?? [];
    for (const source of sources) source.sizes = '1px';
  }
}
