import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { complain, messageOf } from '../cli.ts';
import { parseManifest } from '../release-store.ts';
import { commonHeaders } from './headers.ts';
import { plainPage } from './plain-pages.ts';
import { PreviewThreads, type Bundle, type Outcome } from './preview-threads.ts';

/** A preview is ended after so long; the CMS alone has half of it to answer. Milliseconds. */
const deadlineMs = 30_000;

export interface PreviewOptions {
  /** Where the CMS is for its editors: it frames what is said here. */
  readonly cmsUrl?: string;
  /** Aborts when a preview, begun now, has taken too long. */
  readonly deadline?: () => AbortSignal;
}

export interface Preview {
  answer(request: IncomingMessage, response: ServerResponse, release: string | undefined): Promise<void>;
  /** Ends what is being made. */
  close(): Promise<void>;
}

interface Words {
  readonly status: number;
  readonly english: string;
  readonly khmer: string;
}

const notReady: Words = {
  status: 503,
  english: 'No preview is ready yet. It comes with the next release; please try again in a minute.',
  khmer: 'ការមើលជាមុនមិនទាន់រួចរាល់ទេ។ សូមព្យាយាមម្តងទៀតបន្តិចទៀត។',
};

const words: Readonly<Record<Exclude<Outcome, 'answered'>, Words>> = {
  none: { status: 404, english: 'This is no preview.', khmer: 'នេះមិនមែនជាការមើលជាមុនទេ។' },
  failed: {
    status: 500,
    english: 'The preview failed. The log of the site says why.',
    khmer: 'ការមើលជាមុនបានបរាជ័យ។ កំណត់ហេតុរបស់គេហទំព័រប្រាប់ពីមូលហេតុ។',
  },
  late: {
    status: 503,
    english:
      'This preview took too long and was stopped. Your draft is safe in the CMS. Shorten its longest text, or take out signs that repeat themselves; save, and open the preview again.',
    khmer:
      'ការមើលជាមុននេះប្រើពេលយូរពេក ហើយត្រូវបានបញ្ឈប់។ សេចក្តីព្រាងរបស់អ្នកនៅមានសុវត្ថិភាព។ សូមកាត់អត្ថបទវែងបំផុតឱ្យខ្លី ឬដកសញ្ញាដែលដដែលៗចេញ រួចរក្សាទុក ហើយបើកមើលជាមុនម្តងទៀត។',
  },
  busy: {
    status: 503,
    english: 'Too many previews are being opened. Wait a minute, then reload this page.',
    khmer: 'មានគេបើកមើលជាមុនច្រើនពេក។ សូមរង់ចាំមួយនាទី រួចផ្ទុកទំព័រនេះឡើងវិញ។',
  },
};

/**
 * Answers /preview/ by the bundle that was built with the live release, so that a draft is shown by
 * the very code that will publish it. The bundle runs in threads of its own: whatever a draft holds,
 * readers are answered meanwhile. It decides who may look, and sets its own headers.
 */
export function createPreview(dataDir: string, { cmsUrl, deadline }: PreviewOptions = {}): Preview {
  const threads = new PreviewThreads(deadline ?? (() => AbortSignal.timeout(deadlineMs)));
  const framedBy = cmsUrl === undefined ? "'none'" : new URL(cmsUrl).origin;

  async function bundleOf(release: string): Promise<Bundle | undefined> {
    const version = parseManifest(await readFile(join(release, 'release.json'), 'utf8'))?.version;
    if (!version) return undefined;
    const entry = join(dataDir, 'preview', version, 'entry.mjs');
    const stats = await stat(entry).catch(() => undefined);
    // Another key when the bundle was replaced.
    return stats && { entry: pathToFileURL(entry), key: `${version}-${stats.ino}-${stats.mtimeMs}` };
  }

  /** Says in both languages why there is no preview; an editor reads it in the frame of the admin. */
  function say(response: ServerResponse, { status, english, khmer }: Words): void {
    plainPage(response, status, english, khmer, {
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors ${framedBy}`,
    });
  }

  return {
    async answer(request, response, release) {
      const bundle = release ? await bundleOf(release) : undefined;
      if (!bundle) return say(response, notReady);
      for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
      try {
        const outcome = await threads.answer(bundle, request, response);
        if (outcome === 'late') complain('A preview took too long and was ended.');
        if (outcome !== 'answered') say(response, words[outcome]);
      } catch (error) {
        complain(`A preview failed: ${messageOf(error)}`);
        say(response, words.failed);
      }
    },
    close: () => threads.close(),
  };
}
