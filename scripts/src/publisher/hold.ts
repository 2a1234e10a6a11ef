import { join } from 'node:path';
import { readJson, remove, syncFolder, writeWhole } from '../files.ts';

/** An operator shows readers an older release and keeps it there. */
export interface RollbackHold {
  readonly kind: 'rollback';
  /** The release that is to stay live. */
  readonly release: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A guard keeps a new release from going live. */
export interface GuardHold {
  readonly kind: 'guard';
  /** Why, for people. */
  readonly message: string;
  /** The content that is held back; another revision is judged anew. */
  readonly revision: number;
  readonly log: string;
  /** The code and the address that it was made with; others are judged anew. */
  readonly version?: string;
  readonly siteUrl?: string;
  readonly at: string;
}

/** Why nothing goes live for now, though all works. It outlives the publisher's process. */
export type Hold = RollbackHold | GuardHold;

/** What is held, and why; undefined when nothing is. */
export function readHold(dataDir: string): Hold | undefined {
  const { kind, release, at, message, revision, log, version, siteUrl } = (readJson(fileOf(dataDir)) ??
    {}) as Partial<Record<keyof RollbackHold | keyof GuardHold, unknown>>;
  if (typeof at !== 'string') return undefined;
  if (kind === 'rollback' && typeof release === 'string') return { kind, release, at };
  if (
    kind === 'guard' &&
    typeof message === 'string' &&
    typeof revision === 'number' &&
    typeof log === 'string'
  )
    return {
      kind,
      message,
      revision,
      log,
      at,
      ...(typeof version === 'string' && { version }),
      ...(typeof siteUrl === 'string' && { siteUrl }),
    };
  return undefined;
}

/** Holds from now on, over a power cut too. */
export function writeHold(dataDir: string, hold: Hold): void {
  writeWhole(fileOf(dataDir), JSON.stringify(hold));
}

/** Lets publishing go on; nothing held is fine. */
export function clearHold(dataDir: string): void {
  if (readJson(fileOf(dataDir)) === undefined) return;
  remove(fileOf(dataDir));
  syncFolder(join(dataDir, 'publisher'));
}

/** What a hold means, for people: the fact, and how to end it. */
export function tellHold(hold: Hold): string {
  return hold.kind === 'rollback'
    ? `The site is rolled back to ${hold.release} and stays there until \`pnpm rollback --end\`.`
    : hold.message;
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'publisher/hold.json');
}
