/** Numbers and times as people read them. */

const LOCALE = 'en-GB';
const amount = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const count = new Intl.NumberFormat(LOCALE);
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium' });
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });

export const NOTHING = '–';

export function formatAmount(value: number | null | undefined): string {
  return value === null || value === undefined ? NOTHING : amount.format(value);
}

export function formatCount(value: number | null | undefined): string {
  return value === null || value === undefined ? NOTHING : count.format(value);
}

function formatWith(format: Intl.DateTimeFormat, iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? NOTHING : format.format(date);
}

export function formatDay(iso: string): string {
  return formatWith(day, iso);
}

export function formatMoment(iso: string): string {
  return formatWith(moment, iso);
}

export function formatSize(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${amount.format(bytes / 1024)} KB`;
}

/** "price_drop" → "Price drop"; for words that the API uses as codes. */
export function humanise(code: string): string {
  const words = code
    .replace(/[_.-]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
