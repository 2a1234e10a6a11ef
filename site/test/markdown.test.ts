import { describe, expect, test } from 'vitest';
import { addressesWithin } from '../src/content/bodies.ts';
import type { Picture } from '../src/media/picture.ts';
import { SourceMarks } from '../src/markdown/notes.ts';
import { renderMarkdown } from '../src/markdown/render.ts';

const picture: Picture = {
  sources: [{ type: 'image/avif', srcset: '/media/a.avif 360w' }],
  src: '/media/a.jpg',
  width: 800,
  height: 600,
  color: '#808080',
};

describe('nothing that could run gets through', () => {
  test.each([
    ['a script', '<script>alert(1)</script>'],
    ['a script in a paragraph', 'Hello <script src="https://evil.example/x.js"></script> world'],
    ['a script tag broken by another', '<scr<script>ipt>alert(1)</scr</script>ipt>'],
    ['an event handler', '<img src=x onerror=alert(1)>'],
    ['an event handler with a slash', '<img/src=x/onerror=alert(1)>'],
    ['an event handler on a span', '<span onclick="alert(1)">Hello</span>'],
    ['a javascript link', '[click](javascript:alert(1))'],
    ['a javascript link in odd case', '[click](JaVaScRiPt:alert(1))'],
    ['a javascript link with entities', '<a href="&#106;avascript&#58;alert(1)">x</a>'],
    ['a javascript link with a tab', '<a href="java\tscript:alert(1)">x</a>'],
    ['a javascript link with a leading control character', '<a href="\u0001javascript:alert(1)">x</a>'],
    ['a data link', '[click](data:text/html;base64,PHNjcmlwdD4=)'],
    ['a vbscript link', '<a href="vbscript:msgbox(1)">x</a>'],
    ['a javascript picture', '![x](javascript:alert(1))'],
    ['a frame', '<iframe src="https://evil.example"></iframe>'],
    ['a frame with srcdoc', '<iframe srcdoc="<script>alert(1)</script>"></iframe>'],
    ['an object', '<object data="x.swf"></object><embed src="x.swf">'],
    ['a form', '<form action="https://evil.example"><input name="x"><button>Go</button></form>'],
    ['a style sheet', '<style>body{display:none}</style>'],
    ['a style attribute', '<p style="position:fixed;inset:0">Hello</p>'],
    ['a linked sheet', '<link rel="stylesheet" href="https://evil.example/x.css">'],
    ['a refresh', '<meta http-equiv="refresh" content="0;url=https://evil.example">'],
    ['a base', '<base href="https://evil.example/">'],
    ['svg', '<svg onload=alert(1)><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>'],
    [
      'mathml',
      '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
    ],
    ['a comment trick', '<!--><img src=x onerror=alert(1)>-->'],
    ['a noscript trick', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">'],
    ['a template', '<template><img src=x onerror=alert(1)></template>'],
    ['a quote broken out of an alternative text', '![x" onerror="alert(1)](/uploads/a.png)'],
    ['a quote broken out of a title', '![x](/uploads/a.png \'t" onload="alert(1)\')'],
    ['a heading with markup in its id', '## "><img src=x onerror=alert(1)>'],
    ['a code block that closes itself', '```\n</code></pre><script>alert(1)</script>\n```'],
    ['an autolink', '<javascript:alert(1)>'],
    ['a reference', '[x][1]\n\n[1]: javascript:alert(1)'],
    ['an unclosed tag', '<img src=x onerror=alert(1) //'],
    ['our own marker in an alternative text', '![ data-made](https://evil.example/t.png)'],
    ['our own marker in a title', '![x](https://evil.example/t.png " data-made")'],
    ['our own marker beside text', 'See ![ data-made=""](https://evil.example/t.png) here'],
    ['our own marker', '<img data-made="" src="https://evil.example/x.png" onerror="alert(1)">'],
  ])('%s', (_, markdown) => {
    const html = renderMarkdown(markdown, { pictures: { '/uploads/a.png': picture } });
    const tags = html.match(/<[^>]*>/g) ?? [];
    for (const tag of tags) {
      expect(tag).not.toMatch(
        /<\/?(script|style|iframe|object|embed|svg|math|form|input|button|link|meta|base|template|noscript)\b/i,
      );
      // Attributes outside quotes: what stands inside them is text.
      expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\son\w+\s*=|srcdoc/i);
      expect(tag).not.toMatch(/(href|src)="\s*(javascript|data|vbscript):/i);
    }
    expect(html).not.toContain('src="https://evil.example');
    expect(html).not.toMatch(/<(?!\/?(p|a|h2|pre|code|span|figure|figcaption|picture|source|img|br)\b)/);
  });

  test('no style comes from the text; ours only holds the placeholder colour', () => {
    const html = renderMarkdown('<p style="color:red">A</p>\n\n![x](/uploads/a.png)', {
      pictures: { '/uploads/a.png': picture },
    });
    expect(html.match(/style="[^"]*"/g)).toEqual(['style="background-color:#808080"']);
  });

  test('a protocol-relative address is no address', () => {
    expect(renderMarkdown('[x](//evil.example)')).toBe('<p>x</p>');
  });
});

describe('what editors write', () => {
  test('links: relative, http, https and mail; those to other sites say so', () => {
    const html = renderMarkdown(
      '[a](/en/about/) [b](https://example.org/) [c](mailto:desk@example.org) [d](#sources)',
      { redirections: { '/en/about/': '/en/about/' } },
    );
    expect(html).toBe(
      '<p><a href="/en/about/">a</a> <a href="https://example.org/" rel="external noopener">b</a> <a href="mailto:desk@example.org">c</a> <a href="#sources">d</a></p>',
    );
  });

  test('a link to a page that is not there keeps its words alone; one that we know is led to its page', () => {
    const html = renderMarkdown('[gone](/en/articles/gone/) [short](/about) [here](/en/) [odd](about.html)', {
      redirections: { '/en/articles/gone/': null, '/about': '/en/about/', '/en/': '/en/' },
    });
    expect(html).toBe('<p>gone <a href="/en/about/">short</a> <a href="/en/">here</a> odd</p>');
  });

  test('rel of the text itself is not kept', () => {
    const redirections = { '/x/': '/x/' };
    expect(renderMarkdown('<a href="/x/" rel="opener" target="_blank">x</a>', { redirections })).toBe(
      '<p><a href="/x/">x</a></p>',
    );
  });

  // A link that slipped through would lead to a 404, and hold back everybody's release.
  test.each([
    '[x](/dead(1)/)',
    '[x](/en/dead\\_page/)',
    '[x](/dead/?a=1&amp;b=2)',
    "[x](/it's/)",
    '[x](/dead[1]/)',
    '[x](\\/dead/)',
    '[x](</dead page/>)',
    '[x][1]\n\n[1]: /dead/',
    "<a href='/dead/'>x</a>",
    '<a href=/dead/>x</a>',
  ])('no way to write a dead link keeps it: %s', (written) => {
    const html = (target: string | null) =>
      renderMarkdown(written, {
        redirections: Object.fromEntries(addressesWithin(written).map((address) => [address, target])),
      });
    expect(html(null)).not.toContain('<a ');
    // … and all but the one with a blank are found, so that they are links where the page is there.
    if (!written.includes('dead page')) expect(html('/en/')).toContain('<a href="/en/">x</a>');
  });

  test('a link that is not known to lead anywhere keeps its words alone', () => {
    expect(renderMarkdown('[x](/en/about/)')).toBe('<p>x</p>');
  });

  test('headings start at h2 and keep their steps', () => {
    expect(renderMarkdown('# One\n\n## Two')).toContain('<h2 id="one">One</h2>\n<h3 id="two">Two</h3>');
    expect(renderMarkdown('### One\n\n#### Two')).toContain('<h2 id="one">One</h2>\n<h3 id="two">Two</h3>');
    expect(renderMarkdown('# a\n\n###### b')).toContain('<h6 id="b">');
  });

  test('ids keep Khmer, are unique, and leave the page its own', () => {
    expect(renderMarkdown('## ប្រាក់ឈ្នួល')).toContain('<h2 id="ប្រាក់ឈ្នួល">');
    expect(renderMarkdown('## Same\n\n## Same')).toContain('id="same-1"');
    expect(renderMarkdown('## Sources')).toContain('id="sources-1"');
    expect(renderMarkdown('## !!!')).toContain('id="section"');
    expect(renderMarkdown('## Newsletter email')).toContain('id="newsletter-email-1"');
    expect(renderMarkdown('## Part share')).toContain('id="section-part-share"');
    expect(renderMarkdown('## Tom & *Jerry*')).toContain('<h2 id="tom--jerry">Tom &amp; <em>Jerry</em></h2>');
  });

  test('two texts of one page never give the same id', () => {
    const marks = new SourceMarks(0);
    const [one, other] = ['### Wages', '### Wages'].map((text) => renderMarkdown(text, { marks }));
    expect([one, other]).toEqual(['<h2 id="wages">Wages</h2>', '<h2 id="wages-1">Wages</h2>']);
  });

  test('a picture of the library alone in its paragraph is a figure with sizes, dimensions and a caption', () => {
    const html = renderMarkdown('![Two "looms"](/uploads/a.png "At work & play")', {
      pictures: { '/uploads/a.png': picture },
    });
    expect(html.replace(/ sizes="[^"]+"/, '')).toBe(
      '<figure><picture><source type="image/avif" srcset="/media/a.avif 360w">' +
        '<img src="/media/a.jpg" alt="Two &quot;looms&quot;" width="800" height="600" loading="lazy" decoding="async" style="background-color:#808080">' +
        '</picture><figcaption>At work &amp; play</figcaption></figure>',
    );
  });

  test('a picture among words stays among them', () => {
    const html = renderMarkdown('Before ![x](/uploads/a.png) after', {
      pictures: { '/uploads/a.png': picture },
    });
    expect(html).toMatch(/^<p>Before <picture>.*<\/picture> after<\/p>$/);
  });

  test('a picture is found by its address whether or not that is percent-encoded', () => {
    expect(renderMarkdown('![x](/uploads/រូប.png)', { pictures: { '/uploads/រូប.png': picture } })).toContain(
      '<picture>',
    );
    expect(
      renderMarkdown('![x](/uploads/a%20b.png)', { pictures: { '/uploads/a%20b.png': picture } }),
    ).toContain('<picture>');
  });

  test('a picture on another site becomes a link, so that no reader calls that site unasked', () => {
    const html = renderMarkdown('![A chart](https://example.org/chart.png)');
    expect(html).toBe('<p><a href="https://example.org/chart.png" rel="external noopener">A chart</a></p>');
  });

  test('a picture that is not there leaves its words', () => {
    expect(renderMarkdown('![A *chart*](/uploads/gone.png)')).toBe('<p>A chart</p>');
  });

  test('tables scroll by themselves and keep their alignment', () => {
    const html = renderMarkdown('| a | b |\n|---|--:|\n| 1 | 2 |');
    expect(html).toMatch(
      /^<div class="table-scroll" tabindex="0"><table>.*<td align="right">2<\/td>.*<\/table><\/div>$/s,
    );
  });

  test('quotations, lists, emphasis and a word in another language', () => {
    const html = renderMarkdown('> Quote\n\n1. one\n2. **two**\n\n<span lang="fr">mot</span>');
    expect(html).toContain('<blockquote>\n<p>Quote</p>\n</blockquote>');
    expect(html).toContain('<strong>two</strong>');
    expect(html).toContain('<span lang="fr">mot</span>');
  });

  test('a heading never takes the name of a place that the page counts through', () => {
    expect(renderMarkdown('## Source 1')).toContain('<h2 id="section-source-1">');
    expect(renderMarkdown('## Q1')).toContain('<h2 id="section-q1">');
  });
});

describe('marks that point to sources', () => {
  test('are small numbers, each with a name of its own, which the source can lead back to', () => {
    const marks = new SourceMarks(2);
    const html = renderMarkdown('One.[^2] Two.[^1]', { marks });
    expect(html).toBe(
      '<p>One.<sup class="note"><a id="mark-2" href="#source-2">2</a></sup>' +
        ' Two.<sup class="note"><a id="mark-1" href="#source-1">1</a></sup></p>',
    );
    expect(renderMarkdown('Again.[^2]', { marks })).toContain('<a id="mark-2-2" href="#source-2">');
    expect([marks.of(1), marks.of(2)]).toEqual([['mark-1'], ['mark-2', 'mark-2-2']]);
  });

  test('are left out where there is no such source, and inside links; code stays as it is written', () => {
    const marks = new SourceMarks(1);
    const redirections = { '/en/': '/en/' };
    expect(renderMarkdown('One.[^2] [A[^1]](/en/) `[^1]`', { marks, redirections })).toBe(
      '<p>One. <a href="/en/">A</a> <code>[^1]</code></p>',
    );
    expect(renderMarkdown('One.[^1]')).toBe('<p>One.</p>');
  });
});

describe('words of the other script', () => {
  test('are marked with their language, several in a row once', () => {
    expect(renderMarkdown('យ៉ាង សុភ័ណ (Yang Sophorn) & CATU', { language: 'km' })).toBe(
      '<p>យ៉ាង សុភ័ណ (<span lang="en">Yang Sophorn</span>) &amp; <span lang="en">CATU</span></p>',
    );
    expect(renderMarkdown('Yang Sophorn, យ៉ាង សុភ័ណ', { language: 'en' })).toBe(
      '<p>Yang Sophorn, <span lang="km">យ៉ាង សុភ័ណ</span></p>',
    );
  });

  test('in addresses and attributes are left alone', () => {
    const html = renderMarkdown('[ក](https://example.org/page "A title")', { language: 'km' });
    expect(html).toBe(
      '<p><a href="https://example.org/page" title="A title" rel="external noopener">ក</a></p>',
    );
  });
});
