/** Data for a script of ours, in a form that cannot end the element it stands in. */
export function toInlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
