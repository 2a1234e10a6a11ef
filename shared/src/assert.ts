/** Marks a branch that the compiler has proved cannot be reached; fails loudly if the data disagrees. */
export function assertUnreachable(value: never): never {
  throw new Error(`A case is not handled: ${JSON.stringify(value)}. Add it where this error was thrown.`);
}
