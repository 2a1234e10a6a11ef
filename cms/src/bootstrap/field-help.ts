import type { Localised } from '@samleng/shared';

/** Fields whose purpose their label alone does not tell, by name, or by `type.name` where it differs. */
export const fieldHelp: Readonly<Record<string, Localised<string>>> = {
  slug: {
    en: 'Last part of the address, the same in both languages: small Latin letters, digits, hyphens. Left empty, it is made from the English title.',
    km: 'ផ្នែកចុងក្រោយនៃអាសយដ្ឋាន ដូចគ្នាទាំងពីរភាសា៖ អក្សរឡាតាំងតូច លេខ និងសញ្ញា -។ បើទុកទទេ វាបង្កើតពីចំណងជើងអង់គ្លេស។',
  },
  summary: {
    en: 'One or two sentences for lists, search engines and shared links.',
    km: 'មួយឬពីរប្រយោគ សម្រាប់បញ្ជី ម៉ាស៊ីនស្វែងរក និងតំណចែករំលែក។',
  },
  body: {
    en: 'Markdown. Every picture needs words between its square brackets. [^1] refers to the first entry under Sources.',
    km: 'Markdown។ រូបភាពនីមួយៗត្រូវមានពាក្យពិពណ៌នាក្នុងតង្កៀប [ ]។ សញ្ញា [^1] នាំទៅប្រភពទីមួយក្នុងបញ្ជីប្រភព។',
  },
  'api::union-leader.union-leader.biography': {
    en: 'Markdown. [^1] refers to the first entry under Sources.',
    km: 'Markdown។ សញ្ញា [^1] នាំទៅប្រភពទីមួយក្នុងបញ្ជីប្រភព។',
  },
  sources: {
    en: 'In this order the text refers to them: [^1] is the first. After moving one, correct the numbers in the text of each language.',
    km: 'អត្ថបទយោងតាមលំដាប់នេះ៖ [^1] គឺប្រភពទីមួយ។ បើប្តូរលំដាប់ សូមកែលេខក្នុងអត្ថបទទាំងពីរភាសា។',
  },
  publishedOn: {
    en: 'The day it appeared here. Cambodian time.',
    km: 'ថ្ងៃដែលផ្សាយនៅទីនេះ តាមម៉ោងកម្ពុជា។',
  },
  'content.source.publishedOn': {
    en: 'A year, a month or a day: 2026, 2026-05 or 2026-05-01.',
    km: 'ឆ្នាំ ខែ ឬថ្ងៃ៖ 2026, 2026-05 ឬ 2026-05-01។',
  },
  'content.coverage.publishedOn': {
    en: 'A year, a month or a day: 2026, 2026-05 or 2026-05-01.',
    km: 'ឆ្នាំ ខែ ឬថ្ងៃ៖ 2026, 2026-05 ឬ 2026-05-01។',
  },
  'content.original-publication.publishedOn': {
    en: 'A year, a month or a day: 2026, 2026-05 or 2026-05-01.',
    km: 'ឆ្នាំ ខែ ឬថ្ងៃ៖ 2026, 2026-05 ឬ 2026-05-01។',
  },
  asOf: {
    en: 'For which year or day the number holds: 2026, 2026-05 or 2026-05-01.',
    km: 'តួលេខនេះសម្រាប់ឆ្នាំ ឬថ្ងៃណា៖ 2026, 2026-05 ឬ 2026-05-01។',
  },
  awaitingReview: {
    en: 'Tick it until a native reader has read this language; the page then says so.',
    km: 'គូសវា រហូតដល់អ្នកអានម្ចាស់ភាសាបានអានភាសានេះ។ ទំព័រនឹងប្រាប់អ្នកអាន។',
  },
  alt: {
    en: 'What the picture shows, for readers who do not see it. Never the name of the file.',
    km: 'អ្វីដែលរូបភាពបង្ហាញ សម្រាប់អ្នកអានដែលមើលមិនឃើញ។ កុំដាក់ឈ្មោះឯកសារ។',
  },
  image: {
    en: 'JPEG, PNG, WebP, AVIF or GIF, up to 20 MB. Keep it large; the site makes the sizes it needs.',
    km: 'JPEG, PNG, WebP, AVIF ឬ GIF រហូតដល់ 20 MB។ សូមទុកឲ្យធំ គេហទំព័របង្កើតទំហំដែលត្រូវការ។',
  },
  url: {
    en: 'A full address that starts with https://.',
    km: 'អាសយដ្ឋានពេញ ចាប់ផ្តើមដោយ https://។',
  },
  archiveUrl: {
    en: 'A copy that will still be there tomorrow, for example on web.archive.org.',
    km: 'ច្បាប់ចម្លងដែលនៅមានយូរអង្វែង ឧទាហរណ៍នៅ web.archive.org។',
  },
  retrievedOn: {
    en: 'The day you last read it.',
    km: 'ថ្ងៃដែលអ្នកបានអានចុងក្រោយ។',
  },
  offline: {
    en: 'Tick it for a book, a letter, or anything that no link opens.',
    km: 'គូសវាសម្រាប់សៀវភៅ លិខិត ឬអ្វីដែលគ្មានតំណ។',
  },
  interviewee: {
    en: 'Choose a person here, or a union leader beside it; exactly one of the two.',
    km: 'ជ្រើសបុគ្គលនៅទីនេះ ឬមេដឹកនាំសហជីពនៅក្បែរ តែម្នាក់ប៉ុណ្ណោះ។',
  },
  condensed: {
    en: 'Tick it when answers were shortened or reworded; readers are told.',
    km: 'គូសវា ពេលចម្លើយត្រូវបានកាត់ខ្លី ឬកែពាក្យ។ អ្នកអាននឹងដឹង។',
  },
  condensedNote: {
    en: 'One sentence on what was done to the text.',
    km: 'មួយប្រយោគអំពីអ្វីដែលបានកែលើអត្ថបទ។',
  },
  coverage: {
    en: 'Where others reported the same thing.',
    km: 'កន្លែងដែលអ្នកផ្សេងផ្សាយរឿងដដែល។',
  },
  corrections: {
    en: 'What was wrong and when it was put right. Never delete an old one.',
    km: 'អ្វីដែលខុស និងពេលណាបានកែ។ កុំលុបការកែតម្រូវចាស់។',
  },
  consent: {
    en: 'Nothing about a person is published without it: their own consent, or a public record that is named.',
    km: 'គ្មានអ្វីអំពីបុគ្គលម្នាក់ត្រូវផ្សាយដោយគ្មានវាទេ៖ ការយល់ព្រមផ្ទាល់ ឬឯកសារសាធារណៈដែលបញ្ជាក់ឈ្មោះ។',
  },
  scope: {
    en: 'What the person agreed to, in their words. It never leaves this system.',
    km: 'អ្វីដែលសាមីខ្លួនយល់ព្រម តាមពាក្យរបស់ពួកគេ។ វាមិនចេញពីប្រព័ន្ធនេះទេ។',
  },
  record: {
    en: 'The public record that everything here rests on.',
    km: 'ឯកសារសាធារណៈដែលអ្វីៗនៅទីនេះផ្អែកលើ។',
  },
  reviewedOn: {
    en: 'When the consent was last asked about or the record last read.',
    km: 'ពេលដែលបានសួរការយល់ព្រម ឬអានឯកសារឡើងវិញចុងក្រោយ។',
  },
  mission: {
    en: 'What it is for, in one line.',
    km: 'វាសម្រាប់អ្វី ក្នុងមួយប្រយោគ។',
  },
  translated: {
    en: 'Tick it when these are our words for theirs, not their own.',
    km: 'គូសវា ពេលពាក្យទាំងនេះជាការបកប្រែរបស់យើង មិនមែនពាក្យដើម។',
  },
  href: {
    en: 'A path below the language, like /articles/, or a full address that starts with https://.',
    km: 'ផ្លូវក្រោមភាសា ដូចជា /articles/ ឬអាសយដ្ឋានពេញ ចាប់ផ្តើមដោយ https://។',
  },
  role: {
    en: 'What they do, as readers would say it.',
    km: 'ពួកគេធ្វើអ្វី តាមពាក្យដែលអ្នកអានយល់។',
  },
  relatedArticles: {
    en: 'What to read next, in this order. Left empty, the site looks for related pieces itself.',
    km: 'អ្វីដែលគួរអានបន្ត តាមលំដាប់នេះ។ បើទុកទទេ គេហទំព័រស្វែងរកអត្ថបទពាក់ព័ន្ធដោយខ្លួនឯង។',
  },
  relatedInterviews: {
    en: 'What to read next, in this order. Left empty, the site looks for related pieces itself.',
    km: 'អ្វីដែលគួរអានបន្ត តាមលំដាប់នេះ។ បើទុកទទេ គេហទំព័រស្វែងរកអត្ថបទពាក់ព័ន្ធដោយខ្លួនឯង។',
  },
  strongestLine: {
    en: 'One sentence of the person, in their own words, without quotation marks. The front page shows it large; left empty, it shows the headline.',
    km: 'មួយប្រយោគជាពាក្យផ្ទាល់របស់សាមីខ្លួន ដោយមិនដាក់សញ្ញាសម្រង់។ ទំព័រដើមបង្ហាញវាជាអក្សរធំ។ បើទុកទទេ ទំព័រដើមបង្ហាញចំណងជើង។',
  },
  leadArticle: {
    en: 'The story at the top of the front page. Left empty, the newest one.',
    km: 'អត្ថបទនៅខាងលើបង្អស់នៃទំព័រដើម។ បើទុកទទេ គេហទំព័រយកអត្ថបទថ្មីបំផុត។',
  },
  leadInterview: {
    en: 'The interview whose strongest line stands on the front page. Left empty, the newest one.',
    km: 'បទសម្ភាសន៍ដែលឃ្លារបស់វាបង្ហាញលើទំព័រដើម។ បើទុកទទេ គេហទំព័រយកបទសម្ភាសន៍ថ្មីបំផុត។',
  },
  homeProgrammes: {
    en: 'Shown first, in this order; the site adds others after them.',
    km: 'បង្ហាញមុនគេ តាមលំដាប់នេះ។ គេហទំព័របន្ថែមអ្វីផ្សេងទៀតនៅខាងក្រោយ។',
  },
  homeLeaders: {
    en: 'Shown first, in this order; the site adds others after them.',
    km: 'បង្ហាញមុនគេ តាមលំដាប់នេះ។ គេហទំព័របន្ថែមអ្វីផ្សេងទៀតនៅខាងក្រោយ។',
  },
  homeTopics: {
    en: 'Shown first, in this order; the site adds others after them.',
    km: 'បង្ហាញមុនគេ តាមលំដាប់នេះ។ គេហទំព័របន្ថែមអ្វីផ្សេងទៀតនៅខាងក្រោយ។',
  },
  khmerNumerals: {
    en: 'Tick it to write dates and numbers of Khmer pages with ០១២៣៤៥៦៧៨៩ instead of 0123456789.',
    km: 'គូសវា ដើម្បីឲ្យកាលបរិច្ឆេទ និងចំនួនលើទំព័រភាសាខ្មែរសរសេរជាលេខ ០១២៣៤៥៦៧៨៩ ជំនួស 0123456789។',
  },
  donation: {
    en: 'Without it the site asks for no money. The money goes through the page of a provider that you choose; this site sees neither names nor payments.',
    km: 'បើគ្មានវា គេហទំព័រមិនសុំការបរិច្ចាគទេ។ ប្រាក់ឆ្លងកាត់ទំព័ររបស់អ្នកផ្តល់សេវាដែលអ្នកជ្រើស។ គេហទំព័រនេះមិនឃើញឈ្មោះ ឬការបង់ប្រាក់ទេ។',
  },
  newsletter: {
    en: 'Without it the site offers no newsletter. Addresses go to the provider that you choose; this site keeps none.',
    km: 'បើគ្មានវា គេហទំព័រមិនផ្តល់ព្រឹត្តិបត្រទេ។ អ៊ីមែលអ្នកអានទៅអ្នកផ្តល់សេវាដែលអ្នកជ្រើស។ គេហទំព័រនេះមិនរក្សាទុកទេ។',
  },
  formUrl: {
    en: 'The address that the provider gives for its form. It must start with https://.',
    km: 'អាសយដ្ឋានទម្រង់ដែលអ្នកផ្តល់សេវាបានឲ្យ។ ត្រូវចាប់ផ្តើមដោយ https://។',
  },
  amountField: {
    en: 'What the provider calls the amount in its address, often “amount”. Its manual says so.',
    km: 'ឈ្មោះចំនួនប្រាក់ក្នុងអាសយដ្ឋានរបស់អ្នកផ្តល់សេវា ច្រើនតែ «amount»។ សូមមើលសៀវភៅណែនាំរបស់គេ។',
  },
  frequencyField: {
    en: 'What the provider calls the choice between once and monthly. Left empty, the page does not ask.',
    km: 'ឈ្មោះជម្រើសម្តង ឬរៀងរាល់ខែ របស់អ្នកផ្តល់សេវា។ បើទុកទទេ ទំព័រមិនសួរទេ។',
  },
  onceValue: {
    en: 'The provider’s word for giving once, for example “once”.',
    km: 'ពាក្យរបស់អ្នកផ្តល់សេវា សម្រាប់ការឲ្យម្តង ឧទាហរណ៍ «once»។',
  },
  monthlyValue: {
    en: 'The provider’s word for giving every month, for example “monthly”.',
    km: 'ពាក្យរបស់អ្នកផ្តល់សេវា សម្រាប់ការឲ្យរៀងរាល់ខែ ឧទាហរណ៍ «monthly»។',
  },
  amounts: {
    en: 'Numbers with commas between them, for example: 5, 10, 25. Readers can always choose another amount.',
    km: 'លេខ មានសញ្ញាក្បៀសនៅចន្លោះ ឧទាហរណ៍៖ 5, 10, 25។ អ្នកអានអាចជ្រើសចំនួនផ្សេងបានជានិច្ច។',
  },
  purpose: {
    en: 'What a gift does, in a sentence.',
    km: 'ប្រាក់បរិច្ចាគធ្វើអ្វីបាន ក្នុងមួយប្រយោគ។',
  },
  use: {
    en: 'Where the money goes: how much for what, and who checks it. Markdown, without pictures.',
    km: 'ប្រាក់ទៅណា៖ ប៉ុន្មានសម្រាប់អ្វី និងអ្នកណាត្រួតពិនិត្យ។ Markdown ដោយគ្មានរូបភាព។',
  },
  emailField: {
    en: 'What the provider calls the e-mail address in its form, often “email”.',
    km: 'ឈ្មោះចន្លោះអ៊ីមែលក្នុងទម្រង់របស់អ្នកផ្តល់សេវា ច្រើនតែ «email»។',
  },
  invitation: {
    en: 'Why to sign up, and how often a letter comes, in a sentence.',
    km: 'ហេតុអ្វីគួរចុះឈ្មោះ និងសំបុត្រមកញឹកញាប់ប៉ុណ្ណា ក្នុងមួយប្រយោគ។',
  },
  privacy: {
    en: 'Who gets the address, what for, and how a reader is taken off the list.',
    km: 'អ្នកណាទទួលអ៊ីមែល សម្រាប់អ្វី និងរបៀបឈប់ទទួល។',
  },
  abbreviation: {
    en: 'As it is commonly written, for example CATU.',
    km: 'តាមដែលគេសរសេរជាទូទៅ ឧទាហរណ៍ CATU។',
  },
};

/** Said of every relation that both languages share. */
export const sharedRelationHelp: Localised<string> = {
  en: 'The same in both languages.',
  km: 'ដូចគ្នាទាំងពីរភាសា។',
};
