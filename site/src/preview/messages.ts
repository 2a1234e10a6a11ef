import { locales, localeFacts, type Localised } from '@samleng/shared';

/** Why a preview stays closed. */
export interface Refusal {
  readonly refusal:
    'malformed' | 'unsigned' | 'expired' | 'not-found' | 'cms-refuses' | 'cms-down' | 'broken';
  /** For whoever runs the server; holds no secret. */
  readonly detail: string;
}

interface Message {
  readonly status: number;
  readonly title: Localised<string>;
  readonly text: Localised<string>;
}

const openAgain: Localised<string> = {
  en: 'Open the document in the CMS and press “Open preview” there.',
  km: 'សូមបើកឯកសារនៅក្នុងប្រព័ន្ធគ្រប់គ្រង រួចចុច «Open preview» នៅទីនោះ។',
};

const invalid: Message = {
  status: 403,
  title: { en: 'This preview link is not valid', km: 'តំណមើលជាមុននេះមិនត្រឹមត្រូវទេ' },
  text: openAgain,
};

const messages: Readonly<Record<Refusal['refusal'], Message>> = {
  malformed: invalid,
  unsigned: invalid,
  expired: {
    status: 403,
    title: { en: 'This preview link has expired', km: 'តំណមើលជាមុននេះផុតកំណត់ហើយ' },
    text: openAgain,
  },
  'not-found': {
    status: 404,
    title: { en: 'There is no such draft', km: 'គ្មានសេចក្តីព្រាងនេះទេ' },
    text: {
      en: 'It may have been deleted, or not yet be saved in this language. Save it in the CMS, then open the preview again.',
      km: 'វាអាចត្រូវបានលុប ឬមិនទាន់រក្សាទុកជាភាសានេះ។ សូមរក្សាទុកវានៅក្នុងប្រព័ន្ធគ្រប់គ្រង រួចបើកមើលជាមុនម្តងទៀត។',
    },
  },
  'cms-refuses': {
    status: 502,
    title: { en: 'The CMS does not let the site read drafts', km: 'ប្រព័ន្ធគ្រប់គ្រងមិនឱ្យគេហទំព័រអានសេចក្តីព្រាងទេ' },
    text: {
      en: 'Site and CMS need the same PUBLISH_SECRET and clocks that agree. Tell whoever runs the server.',
      km: 'គេហទំព័រ និងប្រព័ន្ធគ្រប់គ្រងត្រូវមាន PUBLISH_SECRET ដូចគ្នា និងម៉ោងត្រូវគ្នា។ សូមប្រាប់អ្នកថែទាំម៉ាស៊ីនមេ។',
    },
  },
  'cms-down': {
    status: 502,
    title: { en: 'The CMS does not answer', km: 'ប្រព័ន្ធគ្រប់គ្រងមិនឆ្លើយតបទេ' },
    text: {
      en: 'Your draft is safe there. Wait a minute and reload this page; if it stays so, tell whoever runs the server.',
      km: 'សេចក្តីព្រាងរបស់អ្នកនៅមានសុវត្ថិភាព។ សូមរង់ចាំមួយនាទី រួចផ្ទុកទំព័រនេះឡើងវិញ។ បើនៅតែដដែល សូមប្រាប់អ្នកថែទាំម៉ាស៊ីនមេ។',
    },
  },
  broken: {
    status: 500,
    title: { en: 'The preview cannot be shown', km: 'មិនអាចបង្ហាញការមើលជាមុនបានទេ' },
    text: {
      en: 'Your draft is safe in the CMS. Tell whoever runs the server; its log says what went wrong.',
      km: 'សេចក្តីព្រាងរបស់អ្នកនៅមានសុវត្ថិភាព។ សូមប្រាប់អ្នកថែទាំម៉ាស៊ីនមេ។ កំណត់ហេតុរបស់វាប្រាប់ពីមូលហេតុ។',
    },
  },
};

/** A page of its own that says, in both languages, why the preview stays closed and what to do. */
export function toRefusalPage({ refusal }: Refusal): { status: number; html: string } {
  const { status, title, text } = messages[refusal];
  const parts = locales.map(
    (locale) =>
      `<section lang="${locale}" aria-label="${localeFacts[locale].ownName}"><h1>${title[locale]}</h1><p>${text[locale]}</p></section>`,
  );
  const style =
    'body{font:1.05rem/1.75 system-ui,"Noto Sans Khmer",sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem;color-scheme:light dark}h1{font-size:1.3rem;line-height:1.6}section+section{margin-top:2.5rem}';
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title.en}</title><style>${style}</style></head><body><main>${parts.join('')}</main></body></html>\n`;
  return { status, html };
}
