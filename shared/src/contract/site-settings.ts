import { z } from 'zod';
import { donation, link, newsletter } from './components.ts';
import { defineContract } from './define.ts';
import { reference, references, text } from './fields.ts';

/** What every page shows around its content, and what the front page picks. There is one such document. */
export const siteSettings = defineContract('site-settings', {
  fields: {
    name: text,
    tagline: text,
    description: text,
    navigation: z.array(link),
    footerNote: text.nullable(),
    /** What the front page leads with, and shows in the editor's order; where nothing is picked, the newest. */
    leadArticle: reference,
    leadInterview: reference,
    homeProgrammes: references,
    homeLeaders: references,
    homeTopics: references,
    /** Dates and numbers of Khmer pages in Khmer digits, ០ to ៩. */
    khmerNumerals: z.boolean(),
    /** Null while no provider is chosen: then the site asks for nothing. */
    donation: donation.nullable(),
    newsletter: newsletter.nullable(),
  },
  shared: ['leadArticle', 'leadInterview', 'homeProgrammes', 'homeLeaders', 'homeTopics', 'khmerNumerals'],
  references: {
    leadArticle: 'article',
    leadInterview: 'interview',
    homeProgrammes: 'programme',
    homeLeaders: 'union-leader',
    homeTopics: 'topic',
  },
});
