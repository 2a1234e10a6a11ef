import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/**
 * Something that can go wrong in ordinary life: the message says what, where and what to do next,
 * and is all that a person gets to see.
 */
export class Failure extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'Failure';
    this.exitCode = exitCode;
  }
}

/** One line for the person at the terminal. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** One line about what went wrong. */
export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What an error says, without its stack; the cause's words too when they add something. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const reason = cause && (cause.message || (cause as NodeJS.ErrnoException).code);
  if (!reason || error.message.includes(reason)) return error.message;
  // All that `fetch failed` knows stands in its cause.
  return error.message === 'fetch failed' ? reason : `${error.message} (${reason})`;
}

interface Command<Options extends ParseArgsOptionsConfig> {
  /** The text behind --help. */
  readonly help: string;
  readonly options?: Options;
  /** Does the work; a returned number becomes the exit code. */
  readonly run: (
    values: ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>['values'],
    positionals: string[],
  ) => Promise<number | undefined>;
  /** True when arguments may stand without an option's name. */
  readonly positionals?: boolean;
}

/**
 * Runs a command line: answers --help, names unknown options, turns a Failure into one sentence and
 * its exit code. Anything else that is thrown is our own mistake and keeps its stack.
 */
export async function runCommand<Options extends ParseArgsOptionsConfig>(
  command: Command<Options>,
): Promise<void> {
  const args = process.argv.slice(2).filter((arg, index) => !(arg === '--' && index === 0));
  if (args.includes('--help') || args.includes('-h')) return say(command.help.trim());
  try {
    const { values, positionals } = parse(args, command);
    process.exitCode = (await command.run(values, positionals)) ?? 0;
  } catch (error) {
    if (error instanceof Failure) complain(error.message);
    else complain(`This should not happen; please report it.\n${(error as Error).stack ?? String(error)}`);
    process.exitCode = error instanceof Failure ? error.exitCode : 1;
  }
}

function parse<Options extends ParseArgsOptionsConfig>(args: string[], command: Command<Options>) {
  try {
    const options = command.options ?? ({} as Options);
    return parseArgs({ args, options, allowPositionals: true as const, strict: true });
  } catch (error) {
    throw new Failure(`${messageOf(error)}\nRun it with --help to see what it understands.`, 2);
  }
}
