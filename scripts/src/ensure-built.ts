import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Failure, messageOf, say } from './cli.ts';
import { root } from './environment.ts';
import { isErrno, remove, writeWhole } from './files.ts';
import { waitForLock, type Lock } from './lock.ts';
import { runStep } from './step.ts';

const at = (...parts: string[]) => join(root, ...parts);

/** Strapi's own command line. */
export const strapiProgram = at('cms/node_modules/@strapi/strapi/bin/strapi.js');
export const cmsFolder = at('cms');
const tsc = at('node_modules/typescript/bin/tsc');

/** Where processes of one checkout agree who builds. Kept out of DATA_DIR, which several may have. */
const checkoutLock = at('node_modules/.cache/samleng/build.lock');

/**
 * Where processes agree who writes a file of settings: beside it, unless that is this checkout, which has a
 * place for such things.
 */
export function envLock(file: string): string {
  return dirname(file) === root ? checkoutLock : `${file}.lock`;
}

/**
 * The least heap that was seen to be enough for the admin, in megabytes: with it the build peaks at 2,020 MB, left
 * alone at 2,362; with 1,100 it fails. Where a machine has little, Node would by itself take less than it needs.
 */
const adminMemory = ['--max-old-space-size=1500', '--max-semi-space-size=8'];

/** One thing that is made from sources and kept until they change. */
interface Product {
  readonly inputs: readonly string[];
  /** Lies inside the product, so that who removes the product removes the stamp. */
  readonly stamp: string;
  readonly make: () => Promise<void>;
}

const types: Product = {
  inputs: [at('shared/src'), at('shared/tsconfig.json'), at('tsconfig.base.json'), at('pnpm-lock.yaml')],
  stamp: at('shared/dist/.made-from'),
  make: () => runStep({ title: 'Writing the types of shared/', args: [tsc, '-p', at('shared')] }),
};

const admin: Product = {
  inputs: [
    at('cms/src/admin'),
    at('cms/config/admin.ts'),
    at('cms/package.json'),
    // The admin holds the contract's names and words.
    at('shared/src'),
    at('pnpm-lock.yaml'),
  ],
  stamp: at('cms/dist/build/.made-from'),
  async make() {
    // Strapi compiles along the way, with what it finds; our own compilation afterwards is the one that counts.
    remove(server.stamp);
    await runStep({
      title: 'Building the admin (once, about a minute)',
      args: [...adminMemory, strapiProgram, 'build'],
      cwd: cmsFolder,
      env: { ...process.env, NODE_ENV: 'production', STRAPI_TELEMETRY_DISABLED: 'true', NO_COLOR: '1' },
    });
  },
};

const server: Product = {
  inputs: [
    at('cms/src'),
    at('cms/config'),
    at('cms/tsconfig.json'),
    at('cms/package.json'),
    at('tsconfig.base.json'),
    at('shared/src'),
    at('pnpm-lock.yaml'),
  ],
  stamp: at('cms/dist/.made-from'),
  make() {
    // The compiler leaves behind what it no longer makes, and Strapi would load it.
    remove(at('cms/dist/src'));
    remove(at('cms/dist/config'));
    return runStep({ title: 'Compiling the CMS', args: [tsc, '-p', at('cms')], cwd: cmsFolder });
  },
};

/** All that `ensureBuilt` makes, below the root. */
export const compiledFolders: readonly string[] = ['shared/dist', 'cms/dist'];

/**
 * Makes what has to be made before anything boots, once until its sources change: the contract's
 * types, the admin, the compiled CMS. Two copies that start at once wait for each other.
 * @param wanted false for the admin where nobody will open it.
 */
export async function ensureBuilt(wanted: { cms: boolean; admin: boolean }): Promise<void> {
  const products = [types, ...(wanted.admin ? [admin] : []), ...(wanted.cms ? [server] : [])];
  if (products.every(isFresh)) return;
  const lock = await lockCheckout();
  try {
    for (const product of products) {
      if (isFresh(product)) continue;
      remove(product.stamp);
      const key = keyOf(product);
      await product.make();
      writeWhole(product.stamp, key);
    }
  } finally {
    lock.release();
  }
}

async function lockCheckout(): Promise<Lock> {
  try {
    return await waitForLock(checkoutLock, () =>
      say('Another Samleng is building in this folder; waiting until it is done.'),
    );
  } catch (error) {
    if (!isErrno(error, 'EROFS', 'EACCES', 'EPERM')) throw error;
    throw new Failure(
      `${root} cannot be written (${messageOf(error)}), and the CMS or its admin is not compiled there yet, or was ` +
        'from other sources. Run `pnpm compile` where it can be written.',
    );
  }
}

function isFresh(product: Product): boolean {
  return existsSync(product.stamp) && readFileSync(product.stamp, 'utf8') === keyOf(product);
}

function keyOf({ inputs }: Product): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap(filesOf)) {
    const bytes = readFileSync(file);
    hash.update(`\n${relative(root, file)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
