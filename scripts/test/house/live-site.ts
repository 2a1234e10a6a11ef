import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Document, isDocument, parseFeedLine } from '@samleng/shared';
import { eventually, type House } from './running-house.ts';

/** What the live site says of itself. */
export interface Release {
  readonly revision: number;
  readonly builtAt: string;
  readonly version: string;
  /** Names the log that `revision` belongs to. */
  readonly log: string;
}

/** The last number of the CMS's publication log. */
export async function logRevision(house: House): Promise<number> {
  const response = await fetch(`${house.cmsUrl}/api/feed`, {
    headers: { authorization: `Bearer ${house.environment['CMS_TOKEN']}` },
  });
  const trailer = JSON.parse((await response.text()).trim().split('\n').at(-1) ?? '{}') as {
    revision?: number;
  };
  if (trailer.revision === undefined)
    throw new Error(`The feed answered ${response.status} without a trailer.`);
  return trailer.revision;
}

export async function liveRelease(house: House): Promise<Release> {
  const response = await fetch(`${house.siteUrl}/release.json`);
  if (!response.ok) throw new Error(`The site has no release yet (${response.status}).`);
  return (await response.json()) as Release;
}

/** What the publisher says of itself, as far as tests read it. */
export interface Status {
  readonly state: string;
  readonly error: { readonly kind: string; readonly message: string } | null;
  readonly following: object | null;
  readonly quarantined: readonly { readonly documentId: string; readonly reason: string }[];
}

export async function statusOf(house: House): Promise<Status> {
  const response = await fetch(`http://127.0.0.1:${house.environment['PUBLISHER_PORT']}/status`);
  return (await response.json()) as Status;
}

/** What the publisher says it is doing: `idle`, `building`, `waiting`. */
export async function publisherState(house: House): Promise<string> {
  return (await statusOf(house)).state;
}

/** All that the CMS has published, as the feed sends it. */
export async function readFeed(house: House): Promise<{ documents: Document[]; revision: number }> {
  const response = await fetch(`${house.cmsUrl}/api/feed`, {
    headers: { authorization: `Bearer ${house.environment['CMS_TOKEN']}` },
  });
  const lines = (await response.text()).trim().split('\n').map(parseFeedLine);
  const last = lines.at(-1);
  if (last?.type !== 'trailer') throw new Error(`The feed answered ${response.status} without a trailer.`);
  return { documents: lines.filter(isDocument), revision: last.revision };
}

/** Waits until the live site shows what the log says, and returns its release. */
export async function untilLive(house: House, seconds = 240): Promise<Release> {
  const wanted = await logRevision(house);
  return eventually(
    () => `revision ${wanted} is live; the publisher printed: ${house.outputOf('publisher').slice(-1500)}`,
    async () => {
      const release = await liveRelease(house);
      return release.revision >= wanted ? release : undefined;
    },
    seconds,
  );
}

/** Waits until the search index and the share images have come up to what is live, too. */
export async function untilFollowed(house: House, seconds = 240): Promise<void> {
  let calm = 0;
  await eventually(
    () => `nothing follows any more; the publisher printed: ${house.outputOf('publisher').slice(-1500)}`,
    async () => {
      const { state, following } = await statusOf(house);
      calm = state === 'idle' && following === null ? calm + 1 : 0;
      return calm >= 3 || undefined;
    },
    seconds,
  );
}

/** The body and status of a live path. */
export async function read(house: House, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(house.siteUrl + path, { redirect: 'manual' });
  return { status: response.status, text: await response.text() };
}

/** Every file of a static tree with its bytes; release.json's time is left out. */
export function treeOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    files.map((file) => {
      const name = relative(folder, file);
      const bytes = readFileSync(file);
      if (name !== 'release.json') return [name, bytes.toString('latin1')];
      const { revision, version } = JSON.parse(bytes.toString()) as Release;
      return [name, JSON.stringify({ revision, version })];
    }),
  );
}

/** The names of files in which two trees differ, with which side lacks them. */
export function differences(one: Map<string, string>, other: Map<string, string>): string[] {
  const names = [...new Set([...one.keys(), ...other.keys()])].sort();
  return names.flatMap((name) => {
    const [a, b] = [one.get(name), other.get(name)];
    if (a === b) return [];
    return [
      a === undefined
        ? `${name} only in the second`
        : b === undefined
          ? `${name} only in the first`
          : `${name} differs`,
    ];
  });
}
