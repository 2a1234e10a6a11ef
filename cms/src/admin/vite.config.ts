/** As much as we use of a Vite plugin and its configuration; Vite itself is Strapi's dependency, not ours. */
interface Plugin {
  readonly name: string;
  transform(code: string, id: string): { code: string; map: null } | undefined;
  buildEnd(error?: Error): void;
}
interface Config {
  readonly plugins?: readonly unknown[];
}

/** Strapi's own sanitiser of the Markdown field's "Preview mode". */
const sanitiser = /content-manager\/dist\/admin\/.*\/Wysiwyg\/utils\/sanitizer\.mjs$/;
const options = 'ALLOW_DATA_ATTR: false';

/**
 * Strapi shows an author's Markdown inside the editor's admin and lets `<style>` and forms through, so a
 * text could restyle the admin or ask for a password there. The sanitiser itself knows how to forbid them.
 * @throws when Strapi's file no longer looks as expected: look at it again, then change or drop this.
 */
function forbidStylesInPreview(): Plugin {
  let isDone = false;
  return {
    name: 'samleng:forbid-styles-in-preview',
    transform(code, id) {
      if (!sanitiser.test(id.split('?')[0] ?? '')) return undefined;
      if (!code.includes(options)) throw new Error(`Strapi's ${id} has changed: it has no “${options}”.`);
      isDone = true;
      const forbidden = "FORBID_TAGS: ['style', 'form', 'input', 'button', 'select', 'textarea']";
      return { code: code.replace(options, `${options}, ${forbidden}`), map: null };
    },
    buildEnd(error) {
      if (!error && !isDone)
        throw new Error(
          'The sanitiser of Strapi’s Markdown preview was not found. See cms/src/admin/vite.config.ts.',
        );
    },
  };
}

/** Strapi calls this with its own configuration when it builds the admin. */
export default (config: Config): Config => ({
  ...config,
  plugins: [...(config.plugins ?? []), forbidStylesInPreview()],
});
