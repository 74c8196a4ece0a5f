/** Sizes as people write them. */

const UNITS = ['', 'K', 'M', 'G', 'T'];

/** `16K`, `2M`, `100`: the largest unit that leaves a whole number. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value !== 0 && value % 1024 === 0 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value}${UNITS[unit] ?? ''}`;
}
