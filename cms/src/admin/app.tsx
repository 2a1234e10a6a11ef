import { type Localised, remedies } from '@samleng/shared';
import { Globe } from '@strapi/icons';
import type { StrapiApp, WidgetArgs } from '@strapi/strapi/admin';
import { DocumentPanel } from './document-panel';
import { keepTypedText, watchStore } from './keep-typed-text';
import { logo } from './logo';
import { SiteWidget } from './site-widget';
import { labels } from './words';

/** The red of a krama, from pale to dark, where Strapi shows its own violet. */
const krama = {
  primary100: '#fbeeee',
  primary200: '#f2d0d2',
  primary500: '#c0343f',
  primary600: '#a3202c',
  primary700: '#7f1721',
  buttonPrimary500: '#b92a36',
  buttonPrimary600: '#a3202c',
};

/** The same on dark ground, where the dark shades would not be seen. */
const kramaOnDark = {
  primary100: '#33191c',
  primary200: '#5a262c',
  primary500: '#e2737b',
  primary600: '#ee8f96',
  primary700: '#f6b5b9',
  buttonPrimary500: '#c0343f',
  buttonPrimary600: '#a3202c',
};

/** What is wrong, in both languages, where Strapi checks a field before it asks the server. */
const both = (words: Localised<string> | undefined) => (words ? `${words.en} · ${words.km}` : '');

const words = {
  'app.components.LeftMenu.navbrand.title': 'Samleng · សំឡេង',
  'app.components.LeftMenu.navbrand.workplace': 'Newsroom · បន្ទប់ព័ត៌មាន',
  'Auth.form.welcome.title': 'Samleng · សំឡេង',
  'Auth.form.welcome.subtitle': 'Sign in to write · ចូលដើម្បីសរសេរ',
  'HomePage.header.subtitle': both({
    en: 'What is live, what waits, what was written last',
    km: 'អ្វីដែលកំពុងផ្សាយ អ្វីដែលរង់ចាំ និងអ្វីដែលទើបសរសេរ',
  }),
  'content-manager.widget.last-edited.title': both({ en: 'Last edited', km: 'ទើបកែចុងក្រោយ' }),
  'content-manager.widget.last-published.title': both({ en: 'Last published', km: 'ទើបផ្សាយចុងក្រោយ' }),
  'content-manager.validation.error': both({
    en: 'Not published or saved yet: the fields marked in red need a change. Nothing is lost.',
    km: 'មិនទាន់ផ្សាយ ឬរក្សាទុកទេ៖ ចន្លោះពណ៌ក្រហមត្រូវកែ។ គ្មានអ្វីបាត់បង់ទេ។',
  }),
  'components.Input.error.validation.required': both(remedies.missing),
  // The slug is the only field with a pattern that the browser knows.
  'components.Input.error.validation.regex': both(remedies.slug),
  'components.Input.error.validation.maxLength': both({
    en: 'Shorten this to {max} characters.',
    km: 'សូមសរសេរឱ្យខ្លីជាង {max} តួអក្សរ។',
  }),
  'components.Input.error.validation.min': both(remedies.range),
  'components.Input.error.validation.max': both(remedies.range),
};

/** What Strapi puts on the home page for whoever sets a project up, and editors have no use for. */
const uselessWidgets = new Set(['profile-info', 'key-statistics', 'chart-entries', 'deploy-now']);

const siteWidget: WidgetArgs = {
  id: 'samleng-site',
  icon: Globe,
  title: { id: 'samleng.site.title', defaultMessage: both(labels.widget) },
  component: async () => SiteWidget,
};

/** As much of the content manager's own plugin as is used here. */
interface ContentManager {
  readonly apis: { addEditViewSidePanel(change: (panels: readonly unknown[]) => unknown[]): void };
}

export default {
  config: {
    locales: [],
    auth: { logo },
    menu: { logo },
    head: { favicon: logo },
    theme: { light: { colors: krama }, dark: { colors: kramaOnDark } },
    translations: { en: words },
    tutorials: false,
    notifications: { releases: false },
  },
  register(app: StrapiApp) {
    app.addMiddlewares([watchStore as never]);
    app.widgets.register((widgets) => [siteWidget, ...widgets.filter(({ id }) => !uselessWidgets.has(id))]);
  },
  bootstrap(app: StrapiApp) {
    keepTypedText();
    const contentManager = app.getPlugin('content-manager') as unknown as ContentManager;
    // Right below the buttons that publish.
    contentManager.apis.addEditViewSidePanel(([buttons, ...others]) => [buttons, DocumentPanel, ...others]);
    // Strapi announces its news above every page until somebody closes it; editors have nothing to do with it.
    for (const project of ['false', 'undefined']) {
      window.localStorage.setItem(`STRAPI_MEDIA_LIBRARY_BANNER_DISMISSED_FOR_false:${project}`, 'true');
    }
  },
};
