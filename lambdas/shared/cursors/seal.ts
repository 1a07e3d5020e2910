/** Sealing text with AES-256-GCM, for cursors that a client carries (docs/adr/0031-cursors.md). */
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** Changes when what is sealed changes its form: cursors of before are then invalid, not misread. */
const version = '1';
const sealed = /^1([\w-]+)$/;

/** The key of one tenant, made of a secret text that has 256 bits of chance or more. */
export function deriveKey(secret: string, tenant: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `rollcall cursor ${tenant}`, 32)));
}

/** `text` encrypted and bound to `purpose`, in characters that a URL takes as they are. */
export function sealText(key: KeyObject, text: string, purpose: string): string {
  const nonce = randomBytes(nonceBytes);
  const encrypt = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(purpose));
  const parts = [nonce, encrypt.update(text, 'utf8'), encrypt.final()];
  return version + Buffer.concat([...parts, encrypt.getAuthTag()]).toString('base64url');
}

/** The text that was sealed with this key for this purpose; undefined for everything else. */
export function openText(key: KeyObject, text: string, purpose: string): string | undefined {
  const bytes = Buffer.from(sealed.exec(text)?.[1] ?? '', 'base64url');
  // The last character of base64url can have bits that decode to nothing: one text only is the sealed one.
  if (bytes.length < nonceBytes + tagBytes || version + bytes.toString('base64url') !== text) return undefined;
  const decrypt = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(purpose))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    return decrypt.update(bytes.subarray(nonceBytes, -tagBytes)).toString() + decrypt.final().toString();
  } catch {
    return undefined;
  }
}
