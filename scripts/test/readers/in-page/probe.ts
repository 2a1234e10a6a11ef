// Runs inside the page under test; ../probe.ts puts it there. All answers are sentences about what is wrong.

interface Probe {
  /** Where each Tab has led since `watchFocus`, in order. */
  readonly visited: Element[];
  readonly focusProblems: string[];
  watchFocus(): void;
  countOfControls(): number;
  missedByTab(): string[];
  skipLink(): string[];
  outline(isBare: boolean): string[];
  tooWide(): string[];
  cut(): string[];
  small(): string[];
  printed(isBare: boolean, expectsCode: boolean): string[];
}

const controls = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]';

/** What a thumb must hit without care: 44 px. For all else axe wants 24 px, or room around it. */
const primary =
  'body > header a, body > footer a, nav a, button, input:not([type="hidden"]), select, textarea, summary';

/** Only for eyes that cannot see: one pixel, clipped. */
const isForEars = (element: Element): boolean => {
  const { width, height } = element.getBoundingClientRect();
  return width <= 1 || height <= 1;
};

const isShown = (element: Element): boolean =>
  element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true, opacityProperty: true });

const say = (element: Element): string => {
  const words = (element.textContent || element.getAttribute('aria-label') || '').trim().replace(/\s+/g, ' ');
  const name = [element.tagName.toLowerCase(), ...element.classList].slice(0, 3).join('.');
  return `${name} “${words.slice(0, 40)}”`;
};

/** Scrolling a table or code sideways is allowed (WCAG 1.4.10); nothing else is. */
const mayScroll = (element: Element): boolean =>
  element.querySelector(':scope > table, :scope > pre') !== null;

const textElements = (): HTMLElement[] =>
  [...document.body.querySelectorAll<HTMLElement>('*')].filter(
    (element) =>
      !(element instanceof SVGElement) &&
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim()) &&
      isShown(element) &&
      !isForEars(element) &&
      !isForEars(element.parentElement ?? element),
  );

/** Of a computed colour. */
const isClear = (colour: string): boolean => /^rgba\(.*, 0\)$/.test(colour);

/** A link in a line of text may be as high as its line (WCAG 2.5.8). */
const isInLine = (element: Element): boolean => {
  if (getComputedStyle(element).display !== 'inline') return false;
  const own = element.textContent?.trim() ?? '';
  return (element.parentElement?.textContent?.trim() ?? '') !== own;
};

/** What Tab must reach, in the order in which it should. */
function reachable(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(controls)].filter((element) => {
    if (element.matches(':disabled') || element.closest('[inert]') || element.tabIndex < 0) return false;
    if (!isShown(element) && !element.matches('[href="#main"]')) return false;
    if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true;
    // Of a group of radio buttons Tab reaches one; arrows do the rest.
    const group = [
      ...(element.form ?? document).querySelectorAll<HTMLInputElement>(`input[name="${element.name}"]`),
    ];
    return element === (group.find(({ checked }) => checked) ?? group[0]);
  });
}

function hasVisibleFocus(element: Element): boolean {
  // A radio button may leave the ring to the label around it.
  return [element, element.closest('label'), element.nextElementSibling].some((each) => {
    if (!each) return false;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(each);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !isClear(outlineColor);
  });
}

/** Something else lies over the middle of what has the focus. */
function isHidden(element: Element): boolean {
  const rect = element.getClientRects()[0];
  if (!rect) return true;
  const [x, y] = [rect.x + rect.width / 2, rect.y + rect.height / 2];
  const top = document.elementFromPoint(x, y);
  const label =
    element.closest('label') ?? (element.id && document.querySelector(`label[for="${element.id}"]`));
  return !top || !(element.contains(top) || top.contains(element) || (label && label.contains(top)));
}

const probe: Probe = {
  visited: [],
  focusProblems: [],

  watchFocus() {
    // When the key comes up, the browser has moved the focus and scrolled to it.
    document.addEventListener('keyup', ({ key }) => {
      const target = document.activeElement;
      if (key !== 'Tab' || !target || target === document.body || target.matches('main')) return;
      probe.visited.push(target);
      if (!hasVisibleFocus(target))
        probe.focusProblems.push(`${say(target)} does not show that it has the focus`);
      else if (isHidden(target)) probe.focusProblems.push(`${say(target)} has the focus and cannot be seen`);
    });
  },

  countOfControls: () => reachable().length,

  missedByTab() {
    const expected: Element[] = reachable();
    const missed = expected.filter((element) => !probe.visited.includes(element));
    const inOrder = probe.visited.filter((element) => expected.includes(element));
    const wrong = inOrder.find((element, index) => expected.indexOf(element) !== index);
    return [
      ...missed.map((element) => `Tab never reaches ${say(element)}`),
      ...(missed.length === 0 && wrong ? [`Tab reaches ${say(wrong)} out of order`] : []),
    ];
  },

  skipLink() {
    const [first] = probe.visited;
    if (!(first instanceof HTMLAnchorElement) || !first.hash)
      return ['the first Tab does not reach a skip link'];
    const target = document.querySelector(first.hash);
    if (!target?.matches('main, main *')) return [`the skip link leads to ${first.hash}, not into main`];
    const { x, y, width, height } = first.getBoundingClientRect();
    const isThere = x >= 0 && y >= 0 && width > 24 && height >= 24 && y < innerHeight;
    return isThere ? [] : ['the skip link cannot be seen when it has the focus'];
  },

  outline(isBare) {
    const problems: string[] = [];
    const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter((each) => isShown(each));
    const ones = headings.filter(({ tagName }) => tagName === 'H1').length;
    if (ones !== 1) problems.push(`has ${ones} h1`);
    let before = 0;
    for (const heading of headings) {
      const level = Number(heading.tagName[1]);
      if (level > before + 1) problems.push(`${say(heading)} follows a heading of level ${before}`);
      before = level;
    }
    const landmarks = {
      main: 'main',
      ...(!isBare && { banner: 'body > header', contentinfo: 'body > footer' }),
    };
    for (const [landmark, selector] of Object.entries(landmarks))
      if (document.querySelectorAll(selector).length !== 1) problems.push(`has not exactly one ${landmark}`);
    return problems;
  },

  tooWide() {
    const { scrollWidth, clientWidth } = document.documentElement;
    const all = [...document.body.querySelectorAll<HTMLElement>('*')];
    const sideways = all.filter(
      (element) =>
        /auto|scroll/.test(getComputedStyle(element).overflowX) &&
        element.scrollWidth > element.clientWidth + 1 &&
        !mayScroll(element),
    );
    if (scrollWidth > clientWidth) {
      const widest = all.filter(
        (each) => isShown(each) && each.getBoundingClientRect().right > clientWidth + 1,
      );
      const last = widest.at(-1);
      return [`scrolls sideways by ${scrollWidth - clientWidth} px (${last ? say(last) : 'unknown'})`];
    }
    return sideways.map((element) => `${say(element)} scrolls sideways`);
  },

  cut() {
    const found = new Set<string>();
    for (const element of textElements()) {
      const range = document.createRange();
      range.selectNodeContents(element);
      const text = range.getBoundingClientRect();
      // Wholly outside: what only a voice or the focus brings in.
      if (text.width <= 1 || text.right <= 0 || text.bottom <= 0 || element.closest('option')) continue;
      if (text.right > document.documentElement.clientWidth + 1 || text.left < -1)
        if (!element.closest('table, pre')) found.add(`${say(element)} runs out of the window`);
      for (let box: Element | null = element; box && box !== document.body; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box);
        if (overflowX === 'visible' && overflowY === 'visible') continue;
        const edge = box.getBoundingClientRect();
        const isCutAcross =
          overflowX !== 'visible' && (text.right > edge.right + 1 || text.left < edge.left - 1);
        // Stacked signs may reach a little out of their line.
        const isCutDown =
          overflowY !== 'visible' && (text.bottom > edge.bottom + 2 || text.top < edge.top - 2);
        if ((isCutAcross && !mayScroll(box)) || isCutDown) found.add(`${say(element)} is cut by ${say(box)}`);
      }
    }
    return [...found];
  },

  small() {
    return [...document.querySelectorAll<HTMLElement>(primary)].flatMap((element) => {
      if (!isShown(element) || isInLine(element)) return [];
      const own = element.getBoundingClientRect();
      const label = element.matches('input') ? element.closest('label')?.getBoundingClientRect() : undefined;
      const height = Math.max(own.height, label?.height ?? 0);
      const width = Math.max(own.width, label?.width ?? 0);
      const isSmall = height < 43.5 || width < 24;
      return isSmall ? [`${say(element)} is ${width.toFixed(0)} × ${height.toFixed(0)} px`] : [];
    });
  },

  printed(isBare, expectsCode) {
    const problems: string[] = [];
    for (const selector of isBare ? [] : ['nav', 'form', 'button', 'a[href="#main"]'])
      for (const element of document.querySelectorAll(selector))
        if (isShown(element) && !isForEars(element)) problems.push(`prints ${say(element)}`);
    for (const link of document.querySelectorAll<HTMLAnchorElement>('main a[href^="http"]')) {
      if (!isShown(link) || link.closest('nav, aside')) continue;
      const after = getComputedStyle(link, '::after').content;
      const isSaid = after.includes(link.getAttribute('href') ?? '') || link.textContent?.includes('://');
      if (!isSaid) problems.push(`prints ${say(link)} without its address`);
    }
    const codes = [...document.querySelectorAll('[data-qr], .qr')].filter((each) => isShown(each));
    if (expectsCode && codes.length !== 1) problems.push(`prints ${codes.length} QR codes`);
    const { color, backgroundColor } = getComputedStyle(document.body);
    const isDark = (value: string) =>
      (value.match(/[\d.]+/g) ?? []).slice(0, 3).every((part) => Number(part) < 90);
    if (!isDark(color)) problems.push(`prints text in ${color}`);
    if (isDark(backgroundColor) && !isClear(backgroundColor)) problems.push(`prints on ${backgroundColor}`);
    return problems;
  },
};

Object.assign(globalThis, { probe });
