/// <reference types="astro/client" />

/** Whether pages may be kept on readers’ phones; put in when the site is bundled, see page-script/bundle-scripts.ts. */
declare const KEEPS_COPIES: boolean;
