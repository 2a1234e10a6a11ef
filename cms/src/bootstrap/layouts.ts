import type { ContentType } from '@samleng/shared';

/** How editors see one type: columns of its list, rows of its form as `field:width`, 12 to a row. */
export interface Layout {
  readonly title: string;
  readonly list: readonly string[];
  readonly sort: readonly [field: string, order: 'ASC' | 'DESC'];
  readonly edit: readonly string[];
}

export const layouts: Readonly<Record<ContentType, Layout>> = {
  article: {
    title: 'title',
    list: ['title', 'kind', 'publishedOn', 'authors'],
    sort: ['publishedOn', 'DESC'],
    edit: [
      'title:12',
      'slug:6 publishedOn:6',
      'summary:12',
      'body:12',
      'cover:12',
      'authors:6 topics:6',
      'programmes:6 leaders:6',
      'relatedArticles:6 relatedInterviews:6',
      'sources:12',
      'coverage:12',
      'corrections:12',
      'kind:6 awaitingReview:6',
    ],
  },
  interview: {
    title: 'headline',
    list: ['headline', 'interviewee', 'leader', 'publishedOn'],
    sort: ['publishedOn', 'DESC'],
    edit: [
      'headline:12',
      'slug:6 publishedOn:6',
      'conductedOn:6 interviewers:6',
      'interviewee:6 leader:6',
      'summary:12',
      'strongestLine:12',
      'introduction:12',
      'exchanges:12',
      'portrait:12',
      'figures:12',
      'topics:6 programmes:6',
      'relatedArticles:6 relatedInterviews:6',
      'condensed:6',
      'condensedNote:12',
      'originalPublication:12',
      'sources:12',
      'corrections:12',
      'awaitingReview:6',
    ],
  },
  programme: {
    title: 'name',
    list: ['name', 'phase', 'organisation', 'startsOn'],
    sort: ['name', 'ASC'],
    edit: [
      'name:12',
      'slug:6 phase:6',
      'startsOn:6 endsOn:6',
      'mission:12',
      'body:12',
      'organisation:6 lead:6',
      'partners:6 topics:6',
      'objectives:12',
      'figures:12',
      'cover:12',
      'sources:12',
      'awaitingReview:6',
    ],
  },
  'union-leader': {
    title: 'name',
    list: ['name', 'role', 'union', 'updatedAt'],
    sort: ['name', 'ASC'],
    edit: [
      'name:6 role:6',
      'slug:6 union:6',
      'consent:12',
      'summary:12',
      'biography:12',
      'portrait:12',
      'timeline:12',
      'quotes:12',
      'topics:6',
      'sources:12',
      'awaitingReview:6',
    ],
  },
  person: {
    title: 'name',
    list: ['name', 'role', 'organisation', 'updatedAt'],
    sort: ['name', 'ASC'],
    edit: ['name:6 role:6', 'slug:6 organisation:6', 'portrait:12', 'biography:12'],
  },
  organisation: {
    title: 'name',
    list: ['name', 'abbreviation', 'kind', 'updatedAt'],
    sort: ['name', 'ASC'],
    edit: ['name:8 abbreviation:4', 'slug:6 kind:6', 'summary:12', 'url:12'],
  },
  topic: {
    title: 'name',
    list: ['name', 'slug', 'updatedAt'],
    sort: ['name', 'ASC'],
    edit: ['name:6 slug:6', 'summary:12'],
  },
  page: {
    title: 'title',
    list: ['title', 'slug', 'updatedAt'],
    sort: ['title', 'ASC'],
    edit: ['title:12', 'slug:6', 'summary:12', 'body:12', 'sources:12', 'awaitingReview:6'],
  },
  'site-settings': {
    title: 'name',
    list: ['name'],
    sort: ['name', 'ASC'],
    edit: [
      'name:6 tagline:6',
      'description:12',
      'leadArticle:6 leadInterview:6',
      'homeProgrammes:6 homeLeaders:6',
      'homeTopics:6 khmerNumerals:6',
      'navigation:12',
      'footerNote:12',
      'donation:12',
      'newsletter:12',
    ],
  },
};

/** The same for components: which field names an entry, and the rows of its form. */
export const componentLayouts: Readonly<Record<string, Pick<Layout, 'title' | 'edit'>>> = {
  'content.source': {
    title: 'title',
    edit: ['title:12', 'publisher:6 publishedOn:6', 'url:6 archiveUrl:6', 'retrievedOn:6 offline:6'],
  },
  'content.figure': { title: 'label', edit: ['value:6 asOf:6', 'label:12', 'source:12'] },
  'content.exchange': { title: 'question', edit: ['question:12', 'answer:12'] },
  'content.milestone': { title: 'year', edit: ['year:3 text:9'] },
  'content.quote': { title: 'text', edit: ['text:12', 'translated:6', 'source:12'] },
  'content.captioned-image': { title: 'alt', edit: ['image:6 alt:6', 'caption:6 credit:6'] },
  'content.correction': { title: 'date', edit: ['date:4 text:8'] },
  'content.objective': { title: 'text', edit: ['text:12'] },
  'content.coverage': { title: 'title', edit: ['outlet:6 publishedOn:6', 'title:12', 'url:12'] },
  'content.original-publication': {
    title: 'title',
    edit: ['title:12', 'outlet:6 publishedOn:6', 'author:6 url:6'],
  },
  'content.consent': { title: 'basis', edit: ['basis:6 date:6', 'reviewedOn:6', 'scope:12', 'record:12'] },
  'content.link': { title: 'label', edit: ['label:6 href:6'] },
  'content.donation': {
    title: 'purpose',
    edit: [
      'purpose:12',
      'amounts:8 currency:4',
      'use:12',
      'formUrl:12',
      'amountField:6 frequencyField:6',
      'onceValue:6 monthlyValue:6',
    ],
  },
  'content.newsletter': {
    title: 'invitation',
    edit: ['invitation:12', 'privacy:12', 'formUrl:8 emailField:4'],
  },
};
