/**
 * The trades of organisations beyond the four: each is one of the four over again, in size and in kind, with a word and
 * names of its own. They are there to measure what a tenant costs.
 */
import { EVERYWHERE, type Trade, TRADES } from './data-organisations.ts';

const FIRST = ['Bramo', 'Corve', 'Dunla', 'Felti', 'Garvo', 'Hasko', 'Kestu', 'Limra', 'Morvi', 'Nevka'];
const LAST = ['bright', 'crest', 'dale', 'fount', 'grove', 'hurst', 'lode', 'mark', 'pike', 'ward'];

/** No word stands in another one. @param name ends in a number of two digits */
function wordOf(name: string): string {
  const [tens, ones] = [Number(name.at(-2)), Number(name.at(-1))];
  return `${FIRST[tens]}${LAST[ones]}`;
}

/** The trade of the organisation `tenant05`, `tenant06` and so on. */
export function furtherTrade(name: string): Trade {
  const models = Object.values(TRADES);
  const model = models[(Number(name.slice(-2)) - 1) % models.length] as Trade;
  const word = wordOf(name);
  const own = (rival: string): string => {
    if (EVERYWHERE.includes(rival) || rival === model.discarded[1]) return rival;
    return rival.includes(model.word) ? rival.replace(model.word, word) : `${rival} ${word}`;
  };
  return {
    ...model,
    word,
    rivals: model.rivals.map(own),
    discarded: [own(model.discarded[0]), model.discarded[1]],
  };
}

/** The trade of any organisation of the seed; undefined for a stranger. */
export function tradeOf(name: string): Trade | undefined {
  return TRADES[name] ?? (/^tenant\d\d$/.test(name) ? furtherTrade(name) : undefined);
}
