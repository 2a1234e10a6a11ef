import {
  articleKinds,
  type ContentType,
  contracts,
  type Locale,
  organisationKinds,
  programmePhases,
} from '@samleng/shared';

type Fields = Record<string, unknown>;

/** What a new value is made of. */
export interface Stuff {
  readonly locale: Locale;
  readonly word: string;
  readonly choice: number;
  /** The documents of a type that a relation can name in this language. */
  readonly known: (type: ContentType) => readonly string[];
  readonly pictures: readonly { readonly id: number; readonly url: string }[];
}

type Maker = (stuff: Stuff) => unknown;

const pick = <T>(values: readonly T[], choice: number): T | undefined => values[choice % values.length];

const line: Maker = ({ locale, word }) => (locale === 'km' ? `ពាក្យ ${word}` : `About ${word}`);
const orNothing =
  (maker: Maker): Maker =>
  (stuff) =>
    stuff.choice % 4 === 0 ? null : maker(stuff);
const slug: Maker = ({ word, choice }) => `${word}-${choice}`;
const flag: Maker = ({ choice }) => choice % 2 === 0;
const oneOf =
  (values: readonly string[]): Maker =>
  ({ choice }) =>
    pick(values, choice);
/** Two years of days, so that pieces move from page to page of the lists; none of them is still to come. */
const day: Maker = ({ choice }) => new Date(Date.UTC(2024, 0, 1 + (choice % 730))).toISOString().slice(0, 10);

/** Links that lead somewhere and links that do not, and sometimes a picture of the media library. */
const body: Maker = (stuff) => {
  const picture = pick(stuff.pictures, stuff.choice);
  return [
    `${line(stuff)} [here](/${stuff.locale}/articles/${stuff.word}/), [about](/about), [there](https://example.org/).`,
    `## ${line(stuff)}`,
    stuff.choice % 3 === 0 && picture ? `![A picture of ${stuff.word}](${picture.url})` : 'A last line.',
  ].join('\n\n');
};

const picture: Maker = ({ pictures, word, choice }) => {
  const image = pick(pictures, choice);
  return image ? { image: image.id, alt: `What ${word} looks like`, caption: null, credit: word } : null;
};

/** Up to three documents, in an order of their own. */
const some =
  (type: ContentType): Maker =>
  ({ known, choice }) => {
    const ids = known(type);
    const chosen = [0, 7, 31].slice(0, choice % 4).flatMap((step) => pick(ids, choice + step) ?? []);
    return { set: [...new Set(chosen)] };
  };
const one =
  (type: ContentType): Maker =>
  ({ known, choice }) => ({ set: [pick(known(type), choice) ?? []].flat() });

const source: Maker = ({ word }) => ({
  title: `Source ${word}`,
  url: `https://example.org/${word}`,
  offline: false,
});
const list =
  (maker: Maker): Maker =>
  (stuff) =>
    stuff.choice % 3 === 0 ? [] : [maker(stuff)];

const link: Maker = (stuff) => ({
  label: line(stuff),
  href: pick(['/articles/', '/leaders/', '/about/', '/nowhere/', 'https://example.org/'], stuff.choice),
});

const donation: Maker = (stuff) => ({
  formUrl: `https://give.example.org/${stuff.word}`,
  amountField: 'amount',
  currency: pick(['USD', 'KHR'], stuff.choice),
  amounts: `${1 + (stuff.choice % 50)}, 100`,
  purpose: line(stuff),
  use: body({ ...stuff, pictures: [] }),
});

const newsletter: Maker = (stuff) => ({
  formUrl: `https://letters.example.org/${stuff.word}`,
  emailField: 'email',
  invitation: line(stuff),
  privacy: line(stuff),
});

const makers: Readonly<Record<ContentType, Readonly<Record<string, Maker>>>> = {
  article: {
    title: line,
    slug,
    summary: line,
    body,
    kind: oneOf(articleKinds),
    publishedOn: day,
    cover: orNothing(picture),
    authors: some('person'),
    topics: some('topic'),
    programmes: some('programme'),
    leaders: some('union-leader'),
    relatedArticles: some('article'),
    relatedInterviews: some('interview'),
    sources: list(source),
    coverage: list((stuff) => ({ outlet: 'The Example Gazette', title: line(stuff) })),
    corrections: list((stuff) => ({ date: day(stuff), text: line(stuff) })),
    awaitingReview: flag,
  },
  interview: {
    headline: line,
    slug,
    summary: line,
    strongestLine: orNothing(line),
    introduction: orNothing(body),
    exchanges: (stuff) => [{ question: `${stuff.word}?`, answer: line(stuff) }],
    interviewee: one('person'),
    interviewers: some('person'),
    publishedOn: day,
    portrait: orNothing(picture),
    topics: some('topic'),
    programmes: some('programme'),
    relatedArticles: some('article'),
    relatedInterviews: some('interview'),
    awaitingReview: flag,
  },
  programme: {
    name: line,
    slug,
    mission: line,
    body,
    organisation: one('organisation'),
    partners: some('organisation'),
    lead: one('person'),
    phase: oneOf(programmePhases),
    objectives: list((stuff) => ({ text: line(stuff) })),
    cover: orNothing(picture),
    topics: some('topic'),
    awaitingReview: flag,
  },
  'union-leader': {
    name: line,
    slug,
    role: line,
    union: one('organisation'),
    portrait: orNothing(picture),
    summary: line,
    biography: body,
    timeline: list((stuff) => ({ year: 1990 + (stuff.choice % 30), text: line(stuff) })),
    quotes: list((stuff) => ({ text: line(stuff), source: source(stuff), translated: false })),
    consent: (stuff) => ({ basis: 'given', date: day(stuff), scope: 'Everything in this test.' }),
    topics: some('topic'),
  },
  person: {
    name: line,
    slug,
    role: orNothing(line),
    organisation: one('organisation'),
    portrait: orNothing(picture),
    biography: orNothing(body),
  },
  organisation: {
    name: line,
    slug,
    abbreviation: orNothing(({ word }) => word.toUpperCase()),
    kind: oneOf(organisationKinds),
    summary: orNothing(line),
    url: orNothing(({ word }) => `https://example.org/${word}`),
  },
  topic: { name: line, slug, summary: orNothing(line) },
  page: { title: line, slug, summary: orNothing(line), body, awaitingReview: flag },
  'site-settings': {
    name: line,
    tagline: line,
    description: line,
    navigation: (stuff) => [link(stuff), link({ ...stuff, choice: stuff.choice + 1 })],
    footerNote: orNothing(line),
    leadArticle: one('article'),
    leadInterview: one('interview'),
    homeProgrammes: some('programme'),
    homeLeaders: some('union-leader'),
    homeTopics: some('topic'),
    khmerNumerals: flag,
    donation: orNothing(donation),
    newsletter: orNothing(newsletter),
  },
};

/** A new value for one field. */
export function oneField(type: ContentType, field: number, stuff: Stuff): Fields {
  const [name, make] = pick(Object.entries(makers[type]), field) ?? [];
  return name && make ? { [name]: make(stuff) } : {};
}

/** A new value for one of the fields that name other documents; nothing where a type has none. */
export function oneReference(type: ContentType, field: number, stuff: Stuff): Fields {
  const name = pick(
    Object.keys(contracts[type].references).filter((each) => each in makers[type]),
    field,
  );
  const make = name === undefined ? undefined : makers[type][name];
  return name !== undefined && make ? { [name]: make(stuff) } : {};
}

/** A whole new document. */
export function allFields(type: ContentType, stuff: Stuff): Fields {
  return Object.fromEntries(Object.entries(makers[type]).map(([name, make]) => [name, make(stuff)]));
}

/** What the form of a language that is not there yet sends of what is shared: it cannot show components. */
const notShown: Readonly<Record<string, unknown>> = {
  sources: [],
  coverage: [],
  originalPublication: null,
  consent: { record: null },
};

/** What a translation adds: the fields that each language has for itself, and a form's empty ones. */
export function newLanguage(type: ContentType, stuff: Stuff): Fields {
  const { shared } = contracts[type];
  return {
    ...Object.fromEntries(Object.entries(notShown).filter(([name]) => shared.includes(name))),
    ...Object.fromEntries(Object.entries(allFields(type, stuff)).filter(([name]) => !shared.includes(name))),
  };
}

/** What all languages share of a draft as the admin reads it, components without their ids; relations are counted. */
export function sharedFields(type: ContentType, draft: Fields): Fields {
  return Object.fromEntries(contracts[type].shared.map((name) => [name, withoutIds(draft[name])]));
}

function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (name === 'id' ? [] : [[name, withoutIds(inner)]])),
  );
}
