import type { AstroIntegration } from 'astro';

/**
 * Tells how rendering goes: a line every so many pages. It stands around Astro's own prerenderer,
 * which is also where a renderer that stays warm between publishes will take its place.
 */
export function reportPages(onProgress: (rendered: number) => void, every = 500): AstroIntegration {
  let rendered = 0;
  return {
    name: 'samleng:report-pages',
    hooks: {
      'astro:build:start': ({ setPrerenderer }) => {
        setPrerenderer((usual) => ({
          ...usual,
          async render(request, options) {
            const response = await usual.render(request, options);
            if (++rendered % every === 0) onProgress(rendered);
            return response;
          },
        }));
      },
      // With a prerenderer of our own and an adapter that resolves its entry point by itself, Astro
      // leaves the prerender bundle without an entry. Ours still runs Astro's.
      'astro:build:setup': ({ updateConfig }) => {
        const rolldownOptions = { input: 'astro/entrypoints/prerender' };
        updateConfig({ environments: { prerender: { build: { rolldownOptions } } } });
      },
    },
  };
}
