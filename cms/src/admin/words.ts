import type { Localised } from '@samleng/shared';
import type { DocumentStatus, Reason, State } from '../status/answers';

/** What is seen of a document, in more words than its state: what it is becoming matters as well. */
export type Shown =
  | Exclude<State, 'absent'>
  | 'absent'
  /** Live, and the draft has moved on. */
  | 'modified'
  | 'leaving'
  | 'not-left'
  | 'not-taken-in';

/** Puts what the facts say into what an editor sees. */
export function shownOf({ state, goal, modified, reason }: DocumentStatus): Shown {
  if (goal === 'gone' && (state === 'waiting' || state === 'building')) return 'leaving';
  if (goal === 'gone' && state === 'failed') return 'not-left';
  if (reason === 'quarantined') return 'not-taken-in';
  return state === 'live' && modified ? 'modified' : state;
}

export const headlines: Readonly<Record<Shown, Localised<string>>> = {
  absent: { en: 'Not written yet', km: 'មិនទាន់សរសេរ' },
  draft: { en: 'Draft only', km: 'សេចក្តីព្រាងប៉ុណ្ណោះ' },
  waiting: { en: 'Published, waiting', km: 'បានផ្សាយ កំពុងរង់ចាំ' },
  building: { en: 'Building', km: 'កំពុងរៀបចំទំព័រ' },
  live: { en: 'Live', km: 'កំពុងផ្សាយលើគេហទំព័រ' },
  modified: { en: 'Live, changed since', km: 'កំពុងផ្សាយ តែមានការកែថ្មី' },
  failed: { en: 'Published, not live', km: 'បានផ្សាយ តែមិនទាន់ឡើងគេហទំព័រ' },
  'not-taken-in': { en: 'Not taken in', km: 'គេហទំព័រមិនអាចយកបាន' },
  leaving: { en: 'Being taken down', km: 'កំពុងដកចេញពីគេហទំព័រ' },
  'not-left': { en: 'Not taken down yet', km: 'មិនទាន់ដកចេញបាន' },
  removed: { en: 'Taken down', km: 'បានដកចេញពីគេហទំព័រ' },
  unknown: { en: 'Not known', km: 'មិនទាន់ដឹងច្បាស់' },
};

/** What a state means where no reason says more. `{time}` is since when. */
export const meanings: Readonly<Partial<Record<Shown, Localised<string>>>> = {
  absent: {
    en: 'It begins with the first save in this language.',
    km: 'វាចាប់ផ្តើមពេលរក្សាទុកលើកដំបូងក្នុងភាសានេះ។',
  },
  draft: {
    en: 'Readers do not see it yet.',
    km: 'អ្នកអានមិនទាន់ឃើញវាទេ។',
  },
  live: { en: 'Since {time}.', km: 'តាំងពី{time}។' },
  modified: {
    en: 'Readers see what is live since {time}. The changes after that are not published.',
    km: 'អ្នកអានឃើញអ្វីដែលផ្សាយតាំងពី{time}។ ការកែក្រោយនោះមិនទាន់ផ្សាយទេ។',
  },
  removed: { en: 'Readers no longer see it, since {time}.', km: 'អ្នកអានមិនឃើញវាទៀតទេ តាំងពី{time}។' },
};

/** Why something is not live, and what happens next. */
export const reasons: Readonly<Record<Reason, Localised<string>>> = {
  soon: {
    en: 'The site follows in a moment.',
    km: 'គេហទំព័រនឹងប្តូរតាមក្នុងពេលបន្តិចទៀត។',
  },
  behind: {
    en: 'An earlier change is being put on the site; this one comes next.',
    km: 'ការកែមុននេះកំពុងដាក់លើគេហទំព័រ បន្ទាប់មកដល់វេនឯកសារនេះ។',
  },
  'publisher-away': {
    en: 'The publisher does not answer. Nothing is lost: it picks up what is published as soon as it is back.',
    km: 'កម្មវិធីផ្សាយមិនឆ្លើយតបទេ។ គ្មានអ្វីបាត់បង់ឡើយ៖ វានឹងបន្តពីអ្វីដែលបានផ្សាយ ពេលវាដំណើរការវិញ។',
  },
  'first-release': {
    en: 'The site is being made for the first time.',
    km: 'គេហទំព័រកំពុងបង្កើតជាលើកដំបូង។',
  },
  'other-log': {
    en: 'The site still shows another database. It will be made anew from this one.',
    km: 'គេហទំព័រនៅបង្ហាញទិន្នន័យពីមូលដ្ឋានផ្សេង។ វានឹងត្រូវបង្កើតឡើងវិញពីទីនេះ។',
  },
  building: {
    en: 'The site is taking this in now.',
    km: 'គេហទំព័រកំពុងទទួលយកវាឥឡូវនេះ។',
  },
  dispatched: {
    en: 'GitHub has been asked to publish and will begin soon.',
    km: 'បានស្នើ GitHub ឱ្យផ្សាយហើយ វានឹងចាប់ផ្តើមឆាប់ៗ។',
  },
  running: {
    en: 'GitHub is building the site. That takes some minutes.',
    km: 'GitHub កំពុងបង្កើតគេហទំព័រ។ វាចំណាយពេលពីរបីនាទី។',
  },
  'run-failed': {
    en: 'The run at GitHub failed. The site stays as it was.',
    km: 'ដំណើរការនៅ GitHub មិនបានសម្រេចទេ។ គេហទំព័រនៅដូចដើម។',
  },
  'build-failed': {
    en: 'The site could not be renewed and stays as it was. It is tried again by itself.',
    km: 'មិនអាចធ្វើឱ្យគេហទំព័រថ្មីបានទេ វានៅដូចដើម។ ប្រព័ន្ធនឹងព្យាយាមម្តងទៀតដោយខ្លួនឯង។',
  },
  'cms-away': {
    en: 'The publisher could not read from this system. The site stays as it was; it is tried again by itself.',
    km: 'កម្មវិធីផ្សាយមិនអាចអានពីប្រព័ន្ធនេះបានទេ។ គេហទំព័រនៅដូចដើម ហើយវានឹងព្យាយាមម្តងទៀតដោយខ្លួនឯង។',
  },
  guarded: {
    en: 'The new state of the site is held back, because something about it looks wrong. A technician has to look at it.',
    km: 'គេហទំព័រថ្មីត្រូវបានឃាត់ទុកសិន ព្រោះមានអ្វីមួយមិនប្រក្រតី។ អ្នកបច្ចេកទេសត្រូវពិនិត្យវា។',
  },
  'rolled-back': {
    en: 'A technician has put an earlier state of the site back. New changes wait until they let it go on.',
    km: 'អ្នកបច្ចេកទេសបានដាក់គេហទំព័រជំនាន់មុនមកវិញ។ ការកែថ្មីរង់ចាំរហូតដល់គេឱ្យបន្ត។',
  },
  'deferred-failed': {
    en: 'The pages are live, but the search or the pictures for sharing do not follow them. New pieces may not be found. A technician has to look at it.',
    km: 'ទំព័រផ្សាយហើយ ប៉ុន្តែការស្វែងរក ឬរូបភាពសម្រាប់ចែករំលែក មិនទាន់តាមទាន់ទេ។ អត្ថបទថ្មីអាចរកមិនឃើញ។ អ្នកបច្ចេកទេសត្រូវពិនិត្យវា។',
  },
  quarantined: {
    en: 'The site could not take this version in. The last good one, if there was one, is still live.',
    km: 'គេហទំព័រមិនអាចយកកំណែនេះបានទេ។ កំណែល្អមុននេះ ប្រសិនបើមាន នៅតែផ្សាយ។',
  },
  'files-missing': {
    en: 'Files of the media library are missing, and what shows them cannot be renewed. A technician has to put them back.',
    km: 'ឯកសារក្នុងបណ្ណាល័យមេឌៀបាត់ ហើយទំព័រដែលបង្ហាញវាមិនអាចធ្វើឱ្យថ្មីបានទេ។ អ្នកបច្ចេកទេសត្រូវដាក់វាមកវិញ។',
  },
  'site-away': {
    en: 'The live site does not answer, so it cannot be said what it shows.',
    km: 'គេហទំព័រមិនឆ្លើយតបទេ ដូច្នេះមិនអាចប្រាប់ថាវាបង្ហាញអ្វីឡើយ។',
  },
};

export const labels = {
  panel: { en: 'On the live site', km: 'លើគេហទំព័រ' },
  widget: { en: 'Live site', km: 'គេហទំព័រផ្សាយ' },
  seePage: { en: 'See the page', km: 'មើលទំព័រ' },
  seeSite: { en: 'See the site', km: 'មើលគេហទំព័រ' },
  seeRun: { en: 'See the run', km: 'មើលដំណើរការ' },
  technician: { en: 'For the technician', km: 'សម្រាប់អ្នកបច្ចេកទេស' },
  nextTry: { en: 'Next try: {time}.', km: 'ព្យាយាមម្តងទៀត៖ {time}។' },
  outdated: {
    en: 'This system does not answer just now; what stands here may be old.',
    km: 'ប្រព័ន្ធមិនឆ្លើយតបនៅពេលនេះទេ អ្វីដែលបង្ហាញនេះអាចចាស់។',
  },
  unpublishedChanges: {
    en: 'There are changes after that which are not published.',
    km: 'មានការកែក្រោយនោះ ដែលមិនទាន់ផ្សាយ។',
  },
  siteLive: { en: 'Everything published is live', km: 'អ្វីដែលបានផ្សាយ ឡើងគេហទំព័រទាំងអស់ហើយ' },
  siteLiveButSome: {
    en: 'Live, but for what the site could not take in',
    km: 'កំពុងផ្សាយ លើកលែងតែអ្វីដែលគេហទំព័រមិនអាចយកបាន',
  },
  siteWaiting: { en: 'Changes are waiting', km: 'មានការកែកំពុងរង់ចាំ' },
  siteFailed: { en: 'Changes are held up', km: 'ការកែមិនទាន់អាចឡើងគេហទំព័រ' },
  revision: { en: 'Publication {revision}, since {time}', km: 'ការផ្សាយលេខ {revision} តាំងពី{time}' },
  waiting: { en: 'Waiting', km: 'កំពុងរង់ចាំ' },
  nothingWaits: { en: 'Nothing waits.', km: 'គ្មានអ្វីរង់ចាំទេ។' },
  more: { en: '… and {count} more.', km: '… និង {count} ទៀត។' },
  takingDown: { en: 'to be taken down', km: 'ត្រូវដកចេញ' },
  deleted: { en: 'deleted', km: 'បានលុប' },
  releases: { en: 'Last releases', km: 'ការផ្សាយចុងក្រោយ' },
  liveNow: { en: 'live', km: 'កំពុងផ្សាយ' },
  quarantined: { en: 'Not taken in by the site', km: 'គេហទំព័រមិនអាចយកបាន' },
} as const satisfies Readonly<Record<string, Localised<string>>>;

/** Puts values into the places of `{name}`, which may differ by language. */
export function fill(
  words: Localised<string>,
  values: Readonly<Record<string, Localised<string> | number>>,
): Localised<string> {
  const into = (locale: 'en' | 'km') =>
    words[locale].replace(/\{(\w+)\}/g, (place, name: string) => {
      const value = values[name];
      return value === undefined ? place : typeof value === 'number' ? String(value) : value[locale];
    });
  return { en: into('en'), km: into('km') };
}
