/**
 * How wide pictures are shown. On phones a little narrower than they are: their screens have more
 * points than an eye tells apart in a photo, and every point is paid for. A phone of 360 px takes the
 * file of 540 whether it has two points or three to a pixel.
 */
const phone =
  '(max-width: 36em) and (min-resolution: 2.5x) 49vw, (max-width: 36em) and (min-resolution: 1.5x) 75vw';

/** The picture of a story or a programme, as broad as its text. */
export const coverSizes = `${phone}, (min-width: 78rem) 44rem, (min-width: 60em) 58vw, 100vw`;

/** The picture of what leads the front page. */
export const leadSizes = `${phone}, (min-width: 60em) 30rem, 100vw`;
