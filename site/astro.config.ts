import { fileURLToPath } from 'node:url';
import node from '@astrojs/node';
import tailwind from '@astrojs/tailwind';
import { defineConfig, passthroughImageService } from 'astro/config';
import { khmerFont } from './src/assets/khmer-font.ts';
import { siteUrl } from './src/environment.ts';
import { madeAlias, madeFolder } from './src/made-folder.ts';
import { readerScripts } from './src/page-script/bundle-scripts.ts';

export default defineConfig({
  site: siteUrl(),
  output: 'static',
  // Every page is a folder with an index.html, and every address ends with a slash.
  trailingSlash: 'always',
  build: {
    format: 'directory',
    // The whole style is small: one request less on a slow connection.
    inlineStylesheets: 'always',
  },
  // Astro 7's own default, 'jsx', eats line breaks between inline elements ("hello world" became "helloworld").
  compressHTML: true,
  devToolbar: { enabled: false },
  // Nobody signs in to the site; without this the adapter keeps sessions on the disk.
  session: false,
  // Pictures are made by src/media before Astro runs; Astro's own image service would bring sharp along.
  image: { service: passthroughImageService() },
  adapter: node({ mode: 'middleware' }),
  vite: { resolve: { alias: { [madeAlias]: madeFolder() } } },
  integrations: [
    khmerFont(),
    readerScripts(),
    tailwind({
      // Told in full: Tailwind would look for it in the folder from which somebody started the build.
      configFile: fileURLToPath(new URL('./tailwind.config.ts', import.meta.url)),
      applyBaseStyles: false,
    }),
  ],
});
