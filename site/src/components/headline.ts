/** Headlines longer than this are set a step smaller. Characters. */
const much = 110;

/** The class of a headline: a long one is set smaller, so that the text below is not pushed off the screen. */
export function headlineClass(text: string): 'long' | undefined {
  return text.length > much ? 'long' : undefined;
}
