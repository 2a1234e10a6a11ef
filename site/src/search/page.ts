import type { SearchWords } from '../views/search-page.ts';
import { Engine, type Hit } from './engine.ts';
import { Files } from './load.ts';
import { ResultList } from './result-list.ts';
import { runsOf } from './terms.ts';

/** The search page in the browser: form and address on one side, the index on the other. */
const find = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const words = JSON.parse(find('words').textContent) as SearchWords;
const form = find<HTMLFormElement>('form');
const field = find<HTMLInputElement>('q');
const status = find('status');
const again = find<HTMLButtonElement>('again');
const narrow = find('narrow');
const selects = { type: find<HTMLSelectElement>('type'), topic: find<HTMLSelectElement>('topic') };
const files = new Files(words.folder);
const engine = new Engine((name) => files.load(name));
const list = new ResultList({
  engine,
  words,
  list: find('results'),
  more: find('more'),
  onCount: tell,
  onFailure: fail,
});

/** What was found for the query, before it is narrowed. */
let hits: readonly Hit[] = [];
/** Counts searches: the answer to an older one is dropped. */
let turn = 0;

const parameters = () => new URLSearchParams(location.search);
const asked = () => (parameters().get('q') ?? '').trim();
const digits = (text: string) =>
  words.khmerNumerals ? text.replace(/\d/g, (digit) => String.fromCharCode(0x17e0 + Number(digit))) : text;

async function search(): Promise<void> {
  const query = asked();
  const own = (turn += 1);
  field.value = query;
  again.hidden = true;
  narrow.hidden = true;
  list.clear();
  keepLanguageLinks();
  status.textContent = '';
  hits = [];
  if (!query) return settle();
  const slow = setTimeout(() => own === turn && (status.textContent = words.working), 300);
  try {
    const found = await engine.search(query);
    if (own !== turn) return;
    hits = found;
    await show();
    files.keepSoon(engine);
  } catch {
    if (own === turn) fail();
  } finally {
    clearTimeout(slow);
  }
}

/** Shows what is left of the hits by the address's kind and topic. */
function show(): Promise<void> {
  const [type, topic] = [parameters().get('type'), parameters().get('topic')];
  const isOf = (hit: Hit, by: 'type' | 'topic') =>
    by === 'type' ? !type || hit.type === type : !topic || hit.topics.includes(topic);
  fill(
    selects.type,
    type,
    hits.filter((hit) => isOf(hit, 'topic')).map((hit) => [hit.type]),
    nameOfType,
  );
  fill(
    selects.topic,
    topic,
    hits.filter((hit) => isOf(hit, 'type')).map((hit) => hit.topics),
    nameOfTopic,
  );
  narrow.hidden = hits.length === 0;
  return list.show(
    hits.filter((hit) => isOf(hit, 'type') && isOf(hit, 'topic')),
    runsOf(asked()),
  );
}

function fill(
  select: HTMLSelectElement,
  chosen: string | null,
  values: readonly (readonly string[])[],
  name: (value: string) => Name,
): void {
  const counts = new Map<string, number>(chosen ? [[chosen, 0]] : []);
  for (const value of values.flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
  const options = [...counts].map(([value, count]) => {
    const { text, lang } = name(value);
    const option = new Option(digits(`${text} (${count})`), value);
    if (lang) option.lang = lang;
    return option;
  });
  select.replaceChildren(new Option(words.any, ''), ...options);
  select.value = chosen ?? '';
  select.disabled = counts.size === 0;
}

/** What a choice is called, and in which language where that is not the page's. */
interface Name {
  readonly text: string;
  readonly lang?: string;
}

function nameOfType(type: string): Name {
  return { text: words.types[type] ?? type };
}

/** By its link; where there are too many topics for that, by what came along. */
function nameOfTopic(slug: string): Name {
  const link = document.querySelector<HTMLElement>(`[data-topic="${CSS.escape(slug)}"]`);
  if (!link) return words.topics[slug] ?? { text: slug };
  return { text: link.textContent.trim(), lang: link.lang };
}

function tell(count: number): void {
  settle();
  if (count > 1) status.textContent = words.found.replace('#', () => digits(String(count)));
  else if (count === 1) status.textContent = digits(words.foundOne);
  else status.textContent = `${words.nothing.replace('#', () => asked())} ${words.hint}`;
}

/** From now on the page below the results is seen. */
function settle(): void {
  document.body.classList.add('settled');
}

function fail(): void {
  settle();
  status.textContent = navigator.onLine ? words.failed : words.offline;
  again.hidden = false;
}

/** The same search in the other language. */
function keepLanguageLinks(): void {
  const query = asked();
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.switch a'))
    link.search = query && `?q=${encodeURIComponent(query)}`;
}

function go(change: Readonly<Record<string, string>>, isNew: boolean): void {
  const next = isNew ? new URLSearchParams() : parameters();
  for (const [name, value] of Object.entries(change)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  const address = location.pathname + `?${next}`.replace(/^\?$/, '');
  if (address !== location.pathname + location.search) history.pushState(null, '', address);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  go({ q: field.value.trim() }, true);
  void search();
});
for (const [name, select] of Object.entries(selects)) {
  select.addEventListener('change', () => {
    go({ [name]: select.value }, false);
    void show();
  });
}
again.addEventListener('click', () => {
  field.focus();
  void search();
});
addEventListener('popstate', () => void search());
document.addEventListener('keydown', (event) => {
  const { key } = event;
  const isIn = list.holds(document.activeElement);
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === 'Escape' && isIn) field.focus();
  else if (
    (key === 'ArrowDown' && (isIn || document.activeElement === field)) ||
    (key === 'ArrowUp' && isIn)
  ) {
    if (!list.step(key === 'ArrowDown' ? 1 : -1)) field.focus();
  } else return;
  event.preventDefault();
});

void search();
