// The page that lists what is kept on this phone. It reads the caches itself and needs no connection.
import { forget, forgetAll, isShell, keptPages, mayKeep, refusal, type KeptPage } from './caches.ts';
import { whenIn, wordsOf } from './words.ts';

const list = find('[data-list]', HTMLElement);
const row = find('[data-row]', HTMLTemplateElement);
const { words } = wordsOf(location.pathname);

find('[data-all]', HTMLButtonElement).addEventListener('click', () => void forgetAll().then(show));
const wish = find('[data-wish]', HTMLInputElement);
wish.addEventListener('change', () => {
  const change = wish.checked ? caches.delete(refusal) : caches.open(refusal).then(() => forgetAll());
  void change.then(show);
});
const works = find('[data-works]', HTMLElement);
const cannot = find('[data-cannot]', HTMLElement);
void show().then(
  () => {
    works.hidden = false;
    cannot.hidden = true;
  },
  () => {
    // The style shows the list where there is scripting; a browser may have that and no room for copies.
    works.remove();
    cannot.style.display = 'block';
  },
);

async function show(): Promise<void> {
  wish.checked = await mayKeep();
  const pages = (await keptPages()).filter(({ path }) => !isShell(path)).reverse();
  list.replaceChildren(...pages.map(toRow));
  find('[data-none]', HTMLElement).hidden = pages.length > 0;
}

function toRow(page: KeptPage): DocumentFragment {
  const { documentElement, head } = new DOMParser().parseFromString(page.html, 'text/html');
  const made = row.content.cloneNode(true) as DocumentFragment;
  const link = find('a', HTMLAnchorElement, made);
  link.href = page.path;
  link.lang = documentElement.lang;
  link.textContent = head.querySelector('[property="og:title"]')?.getAttribute('content') ?? page.path;
  const time = find('time', HTMLTimeElement, made);
  time.dateTime = page.keptAt;
  time.textContent = whenIn(words, page.keptAt);
  const button = find('button', HTMLButtonElement, made);
  button.setAttribute('aria-label', `${button.textContent}: ${link.textContent}`);
  button.addEventListener('click', () => void forget([page.path]).then(show));
  return made;
}

function find<T extends Element>(selector: string, kind: new () => T, root: ParentNode = document): T {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${selector}.`);
}
