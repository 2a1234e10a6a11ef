/** Shows the buttons that copy a page's address or hand it to another app, where the browser can do that. */
export function offerToPassOn(): void {
  const address = document.querySelector('.address')?.textContent?.trim() ?? '';
  const title = document.querySelector('h1')?.textContent?.trim() ?? '';
  // TypeScript does not know that old browsers, and pages without a secure connection, lack both.
  const { clipboard, share } = navigator as { clipboard?: Clipboard; share?: Navigator['share'] };
  const copy = clipboard && ((said: Element) => clipboard.writeText(address).then(() => tell(said)));
  offer('[data-take]', copy);
  offer('[data-send]', share && (() => share.call(navigator, { title, url: address })));
}

function offer(selector: string, act: ((said: Element) => Promise<void>) | undefined): void {
  const place = document.querySelector<HTMLElement>(selector);
  if (!place || !act) return;
  place.hidden = false;
  const said = place.querySelector('[role=status]') ?? place;
  // Refused, or the reader thought better of it: the address stands beside the button.
  place.querySelector('button')?.addEventListener('click', () => void act(said).catch(() => undefined));
}

/** Says that it is done, in the page's language; whoever presses twice hears it twice. */
function tell(said: Element): void {
  said.textContent = '';
  setTimeout(() => (said.textContent = said.getAttribute('data-done')), 50);
}
