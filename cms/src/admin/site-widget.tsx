import { type ContentType, localeFacts, type Localised, typeNames, uidOf } from '@samleng/shared';
import { Box, Flex, Grid, Link, Typography } from '@strapi/design-system';
import { Widget } from '@strapi/strapi/admin';
import type { ReactNode } from 'react';
import { NavLink } from 'react-router-dom';
import type { NamedDocument, SiteStatus } from '../status/answers';
import { Both, BothInline } from './both';
import { OutwardLink } from './outward-link';
import { Said } from './said';
import { StateMark } from './state-mark';
import { timeFigures, timeWords } from './times';
import { useStatus } from './use-status';
import { fill, headlines, labels, reasons } from './words';

/** On the admin's home: what the live site shows, what it does not show yet, and why. */
export function SiteWidget() {
  const { status, outdated } = useStatus<SiteStatus>('/samleng/site-status');
  if (!status) return outdated ? <Widget.Error /> : <Widget.Loading />;
  const { live, quarantined, releases, siteUrl } = status;
  return (
    <Grid.Root gap={5} data-samleng-site={status.state}>
      <Grid.Item col={7} xs={12} direction="column" alignItems="stretch" gap={4}>
        <SiteState status={status} outdated={outdated} />
        {quarantined.length > 0 && (
          <Section title={labels.quarantined}>
            {quarantined.map((document) => (
              <DocumentLine key={keyOf(document)} document={document} note={document.said} />
            ))}
          </Section>
        )}
        {live && (
          <Section title={labels.waiting}>
            <Waiting status={status} />
          </Section>
        )}
      </Grid.Item>
      <Grid.Item col={5} xs={12} direction="column" alignItems="stretch" gap={4}>
        <Box>
          <OutwardLink href={siteUrl} words={labels.seeSite} />
        </Box>
        {releases.length > 0 && (
          <Section title={labels.releases}>
            <Releases status={status} />
          </Section>
        )}
      </Grid.Item>
    </Grid.Root>
  );
}

function SiteState({ status, outdated }: { readonly status: SiteStatus; readonly outdated: boolean }) {
  const { state, reason, live, trouble, quarantined } = status;
  const isTold = trouble !== null && trouble.reason === reason;
  const isWhole = state !== 'live' || quarantined.length === 0;
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Flex direction="column" alignItems="stretch" gap={2} role="status" aria-live="polite" aria-atomic>
        <StateMark shown={isWhole ? state : 'not-taken-in'} words={headlineOf(status)} />
        {live && (
          <Box>
            <Both
              words={fill(labels.revision, { revision: live.revision, time: timeWords(live.since) })}
              variant="pi"
              textColor="neutral600"
            />
          </Box>
        )}
        {reason && !isTold && (
          <Box>
            <Both words={reasons[reason]} variant="pi" textColor="neutral600" />
          </Box>
        )}
        {trouble && (
          <Box>
            <Both words={reasons[trouble.reason]} variant="pi" textColor="danger600" />
          </Box>
        )}
        {outdated && (
          <Box>
            <Both words={labels.outdated} variant="pi" textColor="warning600" />
          </Box>
        )}
      </Flex>
      {trouble && <Said said={trouble.said} retryAt={trouble.retryAt} />}
    </Flex>
  );
}

function headlineOf({ state, quarantined }: SiteStatus): Localised<string> {
  if (state === 'live') return quarantined.length > 0 ? labels.siteLiveButSome : labels.siteLive;
  if (state === 'waiting') return labels.siteWaiting;
  return state === 'failed' ? labels.siteFailed : headlines[state];
}

function Waiting({ status: { waiting, waitingCount } }: { readonly status: SiteStatus }) {
  if (waitingCount === 0) {
    return (
      <Box>
        <Both words={labels.nothingWaits} variant="pi" textColor="neutral600" />
      </Box>
    );
  }
  const more = waitingCount - waiting.length;
  return (
    <>
      {waiting.map((document) => (
        <DocumentLine
          key={keyOf(document)}
          document={document}
          note={document.goal === 'gone' ? `${labels.takingDown.en} · ${labels.takingDown.km}` : undefined}
        />
      ))}
      {more > 0 && <Both words={fill(labels.more, { count: more })} variant="pi" textColor="neutral600" />}
    </>
  );
}

function Releases({ status: { releases } }: { readonly status: SiteStatus }) {
  return (
    <Box tag="ul">
      {releases.map(({ revision, at, live }) => (
        <Typography
          key={`${revision} ${at}`}
          tag="li"
          variant="pi"
          textColor={live ? 'neutral800' : 'neutral600'}
        >
          № {revision} · {timeFigures(at)}
          {live && (
            <>
              {' '}
              · <BothInline words={labels.liveNow} />
            </>
          )}
        </Typography>
      ))}
    </Box>
  );
}

function Section({ title, children }: { readonly title: Localised<string>; readonly children: ReactNode }) {
  return (
    <Flex direction="column" alignItems="stretch" gap={1}>
      <Typography tag="h3" variant="pi" fontWeight="bold" textColor="neutral700">
        <BothInline words={title} />
      </Typography>
      {children}
    </Flex>
  );
}

function DocumentLine({
  document,
  note,
}: {
  readonly document: NamedDocument;
  readonly note: string | undefined;
}) {
  const { type, title, locale } = document;
  const about = `${typeNames[type].en} · ${localeFacts[locale].ownName}${note ? ` · ${note}` : ''}`;
  return (
    <Box>
      {title === null ? (
        <Typography variant="omega" textColor="neutral600">
          <BothInline words={labels.deleted} />
        </Typography>
      ) : (
        <Link tag={NavLink} to={editPath(document)} lang={locale}>
          {title}
        </Link>
      )}
      <Typography tag="div" variant="pi" textColor="neutral600">
        {about}
      </Typography>
    </Box>
  );
}

const keyOf = ({ type, documentId, locale }: NamedDocument) => `${type} ${documentId} ${locale}`;

function editPath({ type, documentId, locale }: NamedDocument): string {
  const place = isSingle(type)
    ? `single-types/${uidOf(type)}`
    : `collection-types/${uidOf(type)}/${documentId}`;
  return `/content-manager/${place}?plugins[i18n][locale]=${locale}`;
}

const isSingle = (type: ContentType) => type === 'site-settings';
