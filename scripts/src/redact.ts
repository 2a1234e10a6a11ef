/** Variables whose values are nobody's business, by their names. */
const secretName = /TOKEN|SECRET|PASSWORD|_KEYS?$|_SALT$|DATABASE_URL/;
/** Shorter values are words that stand in many a line for other reasons. Characters. */
const shortest = 8;

/** What looks like a secret of ours or of those we talk to, whoever sent it. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 [secret]'],
  [/\b(gh[pousr]_|github_pat_)\w+/g, '$1[secret]'],
  // Our tokens are 128 hexadecimal digits; a code version (12) and a digest (64) are shorter.
  [/\b[0-9a-f]{100,}\b/gi, '[secret]'],
  [/([?&]\w*(?:token|secret|signature|password|code)=)[^&\s"]+/gi, '$1[secret]'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"]+:)[^\s/@"]+(@)/gi, '$1[secret]$2'],
];

/**
 * Takes secrets out of a line before it is written: the values of this process's own secret
 * variables, and what looks like a secret.
 */
export function redact(
  line: string,
  values: Readonly<Record<string, string | undefined>> = process.env,
): string {
  let result = line;
  for (const [name, value] of Object.entries(values)) {
    if (!value || !secretName.test(name)) continue;
    // Several keys may stand in one variable.
    for (const secret of [value, ...value.split(',')])
      if (secret.length >= shortest) result = result.replaceAll(secret, '[secret]');
  }
  for (const [form, instead] of secretForms) result = result.replace(form, instead);
  return result;
}
