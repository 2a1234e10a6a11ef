import js from '@eslint/js';
import astro from 'eslint-plugin-astro';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Forbids imports by pattern; every pattern says what to do instead. */
function forbid(...patterns) {
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

const rooms = {
  cms: {
    group: ['**/cms/**', '@samleng/cms', '@samleng/cms/*'],
    message: 'Rooms never import the CMS. Ask it over HTTP, or put what both need into shared/.',
  },
  site: {
    group: ['**/site/src/**', '@samleng/site', '@samleng/site/*'],
    message:
      'Rooms never import the site. Run site/src/build.ts as a program, or put what both need into shared/.',
  },
  scripts: {
    group: ['**/scripts/src/**', '@samleng/scripts', '@samleng/scripts/*'],
    message: 'Scripts stand on top of the rooms; nothing imports them. Put what both need into shared/.',
  },
};
const marked = {
  group: ['marked', 'sanitize-html'],
  message: 'Only site/src/markdown renders Markdown. Call toBody/renderBody/renderText there.',
};
const sharp = {
  group: ['sharp'],
  message: 'Only site/src/media and site/src/share touch pictures. Call toPicture or toShareImage.',
};
const content = {
  group: ['**/content/*', '!**/content/entries*', '**/media/*', '**/markdown/*'],
  message:
    'Components show what the caller passes, nothing else. Query in the page, shape in a view, pass as props.',
};
const pureGlobals = [
  {
    name: 'fetch',
    message: 'Views and components are pure. Fetch in src/content and pass the result as props.',
  },
  { name: 'process', message: 'Views and components know no environment. Pass what they need as props.' },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '.data/**',
      '**/.astro/**',
      '**/.cache/**',
      'cms/types/generated/**',
      '**/.strapi/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...astro.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node, KEEPS_COPIES: 'readonly' } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'smart'],
    },
  },
  // Who may import whom (DESIGN: the tree). One block a room; a later block replaces an earlier one's list.
  {
    files: ['shared/src/**/*.ts'],
    rules: forbid({
      regex: '^(?!\\.|zod$|node:).+',
      message: 'shared/ is the contract: it depends on zod alone. Put this into the room that needs it.',
    }),
  },
  { files: ['cms/**/*.{ts,tsx}'], rules: forbid(rooms.site, rooms.scripts) },
  { files: ['scripts/**/*.ts'], rules: forbid(rooms.cms, rooms.site) },
  { files: ['site/**/*.{ts,astro}'], rules: forbid(rooms.cms, rooms.scripts, marked, sharp) },
  { files: ['site/src/markdown/**/*.ts'], rules: forbid(rooms.cms, rooms.scripts, sharp) },
  {
    files: ['site/src/media/**/*.ts', 'site/src/share/**/*.ts', 'site/test/**/*.ts'],
    rules: forbid(rooms.cms, rooms.scripts, marked),
  },
  {
    files: ['site/src/views/**/*.ts'],
    rules: {
      ...forbid(rooms.cms, rooms.scripts, marked, sharp, {
        group: ['**/content/store*', '**/content/sync*', '**/content/feed*', 'node:*', 'astro:*'],
        message:
          'A view is a pure function of entries. Take an Entries argument; let the page load the content.',
      }),
      'no-restricted-globals': ['error', ...pureGlobals],
    },
  },
  {
    files: ['site/src/components/**/*.{ts,astro}'],
    rules: {
      ...forbid(rooms.cms, rooms.scripts, marked, sharp, content),
      'no-restricted-globals': ['error', ...pureGlobals],
    },
  },
);
