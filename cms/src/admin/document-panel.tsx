import { defaultLocale, isLocale, type Locale, typeOfUid } from '@samleng/shared';
import { Box, Flex, Typography } from '@strapi/design-system';
import { useQueryParams } from '@strapi/strapi/admin';
import type { DocumentStatus } from '../status/answers';
import { Both } from './both';
import { OutwardLink } from './outward-link';
import { Said } from './said';
import { StateMark } from './state-mark';
import { timeWords } from './times';
import { useStatus } from './use-status';
import { fill, headlines, labels, meanings, reasons, shownOf } from './words';

/** What Strapi's edit view hands to a panel, as far as this one goes. */
interface PanelProps {
  readonly model: string;
  readonly documentId?: string;
  readonly document?: Readonly<Record<string, unknown>>;
}

/** The panel beside every document of ours: where its language stands at the live site. */
export function DocumentPanel({ model, documentId, document }: PanelProps) {
  const [{ query }] = useQueryParams<{ plugins?: { i18n?: { locale?: string } } }>();
  const type = typeOfUid(model);
  if (!type) return null;
  const asked = query?.plugins?.i18n?.locale;
  const locale: Locale = isLocale(asked) ? asked : defaultLocale;
  const id = documentId ?? (document?.documentId as string | undefined);
  const isNew = type !== 'site-settings' && (!id || id === 'create');
  const params = new URLSearchParams({ type, locale, ...(id && !isNew ? { documentId: id } : {}) });
  // Saving, publishing and taking down all change one of these.
  const occasion = [document?.id, document?.updatedAt, document?.publishedAt, document?.status].join(' ');
  return {
    title: `${labels.panel.en} · ${labels.panel.km}`,
    content: (
      <Publication path={isNew ? undefined : `/samleng/document-status?${params}`} occasion={occasion} />
    ),
  };
}

const nothingYet: DocumentStatus = {
  state: 'absent',
  reason: null,
  said: null,
  retryAt: null,
  runUrl: null,
  goal: 'gone',
  modified: false,
  revision: 0,
  liveRevision: null,
  since: null,
  url: null,
};

/** Room for what stands here most of the time, so that what is below does not move. */
const room = '19.2rem';

function Publication({ path, occasion }: { readonly path: string | undefined; readonly occasion: string }) {
  const { status: seen, outdated } = useStatus<DocumentStatus>(path, occasion);
  const status = path === undefined ? nothingYet : seen;
  return (
    <Flex
      direction="column"
      alignItems="stretch"
      justifyContent="space-between"
      gap={3}
      width="100%"
      minHeight={room}
      data-samleng-status={status?.state ?? 'loading'}
    >
      <Flex direction="column" alignItems="stretch" gap={3} role="status" aria-live="polite" aria-atomic>
        {status && <Words status={status} />}
        {outdated && <Both words={labels.outdated} variant="pi" textColor="warning600" />}
      </Flex>
      {status && <Footer status={status} />}
    </Flex>
  );
}

function Words({ status }: { readonly status: DocumentStatus }) {
  const shown = shownOf(status);
  const meaning = status.reason ? reasons[status.reason] : meanings[shown];
  const time = status.since ? timeWords(status.since) : { en: 'its import', km: 'ការនាំចូល' };
  return (
    <>
      <StateMark shown={shown} words={headlines[shown]} />
      {meaning && (
        <Box>
          <Both words={fill(meaning, { time })} variant="pi" textColor="neutral600" />
        </Box>
      )}
      {status.modified && shown !== 'modified' && (
        <Box>
          <Both words={labels.unpublishedChanges} variant="pi" textColor="neutral600" />
        </Box>
      )}
      <Said said={status.said} retryAt={status.retryAt} />
    </>
  );
}

const numbers = 'This publication → what the live site states · លេខការផ្សាយនេះ → លេខដែលគេហទំព័រប្រាប់';

function Footer({ status }: { readonly status: DocumentStatus }) {
  const { url, runUrl, revision, liveRevision } = status;
  return (
    <Flex direction="column" alignItems="flex-start" gap={2}>
      {url && <OutwardLink href={url} words={labels.seePage} />}
      {runUrl && <OutwardLink href={runUrl} words={labels.seeRun} />}
      {revision > 0 && (
        <Typography variant="pi" textColor="neutral500" title={numbers}>
          № {revision} → {liveRevision ?? '?'}
        </Typography>
      )}
    </Flex>
  );
}
