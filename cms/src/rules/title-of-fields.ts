/** What a document is called, of whatever type, even while it breaks its contract. */
export function titleOfFields(fields: Readonly<Record<string, unknown>>): string {
  const title = fields.title ?? fields.headline ?? fields.name;
  return typeof title === 'string' && title.trim() ? title.trim() : String(fields.documentId ?? '…');
}
