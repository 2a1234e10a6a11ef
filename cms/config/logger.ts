import { stripVTControlCharacters } from 'node:util';

/** Where winston looks for the finished line. */
const finished = Symbol.for('message');

interface Info {
  level: string;
  message: unknown;
  stack?: unknown;
  [finished]?: string;
}

/** What stands in an address and opens something: previews, and links that set a password. */
const keys = /([?&]\w*(?:token|code|signature|secret|password)=)[^&\s"]+/gi;

/** One JSON object a line, as the other processes write theirs: time, role, level, message, fields. */
const asJson = {
  transform(info: Info): Info {
    const { level, message, stack, ...fields } = info;
    const words = stripVTControlCharacters(String(stack ?? message)).replace(keys, '$1[secret]');
    const own = {
      time: new Date().toISOString(),
      role: 'cms',
      level: stripVTControlCharacters(level),
      message: words,
    };
    // Twice, so that these stand first and no field takes their place.
    return Object.assign(info, { [finished]: JSON.stringify({ ...own, ...fields, ...own }) });
  },
};

/** Lines for people unless LOG_FORMAT=json asks for others. */
export default () => (process.env.LOG_FORMAT === 'json' ? { format: asJson } : {});
