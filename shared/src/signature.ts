/**
 * HMAC-SHA-256 over text, with Web Crypto so that it runs wherever the contract does.
 * One secret serves several purposes; the purpose is part of what is signed, so a signature made
 * for one can never be used for another.
 */
export type Purpose = 'publish-hook' | 'preview-link' | 'preview-read' | typeof originalAddress;

/** Signs the path of an uploaded file and when its address ends to work, for the preview of a draft. */
export const originalAddress = 'original-address';

const encoder = new TextEncoder();

async function keyFor(secret: string) {
  if (secret.length < 32) {
    throw new Error(
      'PUBLISH_SECRET is shorter than 32 characters. Delete it from .env and run `pnpm start` for a new one.',
    );
  }
  return crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);
}

/** What a signature is made over, for who signs by other means than `sign`. */
export function textToSign(purpose: Purpose, parts: readonly string[]): string {
  return JSON.stringify([purpose, ...parts]);
}

function bytesToSign(purpose: Purpose, parts: readonly string[]): Uint8Array<ArrayBuffer> {
  return encoder.encode(textToSign(purpose, parts));
}

/** Signs the parts for one purpose. Returns lower-case hexadecimal, 64 characters. */
export async function sign(secret: string, purpose: Purpose, parts: readonly string[]): Promise<string> {
  const signature = await crypto.subtle.sign('HMAC', await keyFor(secret), bytesToSign(purpose, parts));
  return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Tells whether a signature is ours, in constant time. Anything malformed is simply not ours. */
export async function isSigned(
  secret: string,
  purpose: Purpose,
  parts: readonly string[],
  signature: string,
): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  const bytes = Uint8Array.from(signature.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.verify('HMAC', await keyFor(secret), bytes, bytesToSign(purpose, parts));
}
