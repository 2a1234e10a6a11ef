/** The files of an index, by their paths below `/search-index/{locale}/`. The browser asks for them by these. */

/** Which documents there are. */
export const tableName = 'documents.txt';
/** All other files as one. */
export const wholeName = 'whole.txt';
/** Says of which content the files beside it are made. */
export const stateName = 'state.txt';

export function shardName(shard: number): string {
  return `terms/${shard.toString(36)}.txt`;
}

export function cardName(number: number, cards: number): string {
  return `cards/${(Math.imul(number, 0x9e3779b1) >>> 7) & (cards - 1)}.txt`;
}

export function textName(number: number, piece: number): string {
  return `texts/${number.toString(36)}${piece ? `-${piece}` : ''}.txt`;
}
