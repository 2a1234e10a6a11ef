import { z } from 'zod';
import { toAmounts } from './amounts.ts';
import { markdownImages } from './markdown-images.ts';
import { sourceMarks } from './source-marks.ts';
import {
  day,
  formAddress,
  formField,
  markdown,
  moment,
  partialDay,
  shortMarkdown,
  text,
  webAddress,
} from './fields.ts';

/** Endings that no description has: `IMG_1328.jpeg`, `Union meeting 2.png`. */
const fileEnding = /\.(jpe?g|png|gif|webp|avif|svg|heic|tiff?)$/i;

/** What cameras, telephones and messengers call their pictures: `IMG_1328`, `Screenshot 2026-05-01 at 10.12.33`. */
const cameraName =
  /^(img|dscn?|pxl|image|photo|screenshot|whatsapp image)[\s_-]?\d[\d\s_.:()-]*(at [\d\s.:()]+)?([ap]m)?$/i;

/** Tells whether an alternative text is only the name of a file. */
export function isFileName(value: string): boolean {
  const name = value.trim();
  return fileEnding.test(name) || cameraName.test(name);
}

/** What a picture shows, for those who do not see it. */
export const altText = text.refine((value) => !isFileName(value), { params: { remedy: 'alt-is-file-name' } });

/** A picture in the media library. */
export const media = z.object({
  /** Where the original is, an absolute path on the CMS or a full address. */
  url: z.string().min(1),
  /** Changes whenever the bytes may have changed; with the url it identifies the picture. */
  version: z.string().min(1),
  mime: z.enum(['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif']),
  /** Pixels. */
  width: z.number().int().positive(),
  /** Pixels. */
  height: z.number().int().positive(),
});

/** A picture with the words that belong to it in one language. */
export const captionedImage = z.object({
  image: media,
  alt: altText,
  caption: text.nullable(),
  credit: text.nullable(),
});

/** Where a statement comes from. A source without an address says that it is offline. */
export const source = z
  .object({
    title: text,
    publisher: text.nullable(),
    publishedOn: partialDay.nullable(),
    retrievedOn: day.nullable(),
    url: webAddress.nullable(),
    archiveUrl: webAddress.nullable(),
    /** True when the source cannot be opened on the web: a book, a letter, a page known only as a copy. */
    offline: z.boolean(),
  })
  .refine((value) => value.offline || value.url !== null || value.archiveUrl !== null, {
    path: ['url'],
    params: { remedy: 'source-without-address' },
  });

/** A number that matters, with who says so and when. */
export const figure = z.object({
  value: text,
  label: text,
  /** The year or day the figure is for; null when the source does not say. */
  asOf: partialDay.nullable(),
  source,
});

const hasNoPicture = (value: string) => markdownImages(value).length === 0;

/** One question with its answer, beside which no picture is shown. */
export const exchange = z.object({
  question: text,
  answer: shortMarkdown.refine(hasNoPicture, { params: { remedy: 'no-picture' } }),
});

/** One knot in a leader's timeline. */
export const milestone = z.object({ year: z.number().int().min(1900).max(2100), text });

/** A person's own words. */
export const quote = z.object({
  text,
  source,
  /** True when the words are our translation, not the speaker's own. */
  translated: z.boolean(),
});

/** What was wrong, and when it was put right. */
export const correction = z.object({ date: day, text });

/** One aim of a programme. */
export const objective = z.object({ text });

/** Where others reported the same thing. */
export const coverage = z.object({
  outlet: text,
  title: text,
  url: webAddress.nullable(),
  publishedOn: partialDay.nullable(),
});

/** Where a piece first appeared, when it was not here. */
export const originalPublication = z.object({
  title: text,
  outlet: text.nullable(),
  author: text.nullable(),
  publishedOn: partialDay.nullable(),
  url: webAddress.nullable(),
});

/**
 * Why we may write about a union leader: the person agreed, or everything rests on the public
 * record, which is then named. The scope of a consent stays in the CMS and never travels.
 */
export const consent = z
  .object({
    basis: z.enum(['given', 'public-record']),
    /** The day the consent was given, or the record was found. */
    date: day,
    reviewedOn: day.nullable(),
    record: source.nullable(),
  })
  .refine((value) => value.basis === 'given' || value.record !== null, {
    path: ['record'],
    params: { remedy: 'public-record-without-source' },
  });

/** A link in the navigation: a path below the language (`/articles/`) or a full address. */
export const link = z.object({
  label: text,
  href: z.union([webAddress, z.string().regex(/^\/(?!\/)[a-z0-9\-/]*$/)]),
});

export const currencies = ['USD', 'KHR'] as const;

/** How to give money: the form of a provider's own page, to which ours leads. We see no money and no names. */
export const donation = z
  .object({
    /** The provider's page. */
    formUrl: formAddress,
    /** What the provider calls the amount in an address. */
    amountField: formField,
    /** What it calls how often one gives, with its words for the two answers: all three, or none. */
    frequencyField: formField.nullable(),
    onceValue: text.nullable(),
    monthlyValue: text.nullable(),
    currency: z.enum(currencies),
    /** What the page offers, `5, 10, 25`; see `toAmounts`. */
    amounts: text.refine((value) => value === '' || toAmounts(value) !== undefined, {
      params: { remedy: 'amounts' },
    }),
    /** What the money is for, in a sentence. */
    purpose: text,
    /** Where the money goes. */
    use: markdown
      .refine(hasNoPicture, { params: { remedy: 'no-picture' } })
      .refine((value) => sourceMarks(value).length === 0, {
        params: { remedy: 'source-mark-without-sources' },
      }),
  })
  .refine(
    ({ frequencyField, onceValue, monthlyValue }) =>
      (frequencyField === null) === (onceValue === null) &&
      (frequencyField === null) === (monthlyValue === null),
    { path: ['frequencyField'], params: { remedy: 'frequency' } },
  );

/** A letter by e-mail: the form of a provider's own page, to which ours leads. We see no address. */
export const newsletter = z.object({
  formUrl: formAddress,
  /** What the provider calls the e-mail address. */
  emailField: formField,
  /** Why to sign up, in a sentence. */
  invitation: text,
  /** Who gets the address, and how to be taken off the list. */
  privacy: text,
});

/** The moment this version went public. */
export const publishedAt = moment;
