/**
 * What is particular to each organisation of the embedded target: its rivals, its cities, its prices, and one word
 * that no other organisation uses anywhere.
 */
export interface Trade {
  /** Occurs in this organisation's texts and in no other's. */
  word: string;
  /** Names of the rivals; some carry the word, some exist in every organisation. */
  rivals: readonly string[];
  /** Rivals in the trash; again one name that others use as well. */
  discarded: readonly [string, string];
  categories: readonly [string, string, string, string];
  cities: readonly string[];
  /** Lowest price and the width of the range, in the organisation's currency. */
  price: { from: number; range: number };
  currency: string;
  timezone: string;
  /** What is priced: one night, one ticket and so on. */
  unit: string;
}

/** Names that exist in every organisation, with other prices: an equal name proves nothing about its owner. */
export const EVERYWHERE: readonly string[] = ['Northgate', 'Riverside', 'Central'];

export const TRADES: Readonly<Record<string, Trade>> = {
  hotel: {
    word: 'Zephyrine',
    rivals: [
      ...EVERYWHERE,
      'Zephyrine Grand',
      'Zephyrine Quay',
      'Zephyrine Gardens',
      'Zephyrine Terminus',
      'Almare Palace',
      'Belvoir House',
      'Cliffside Lodge',
      'Dunewood Resort',
      'Estuary Inn',
      'Fairhaven Suites',
      'Gull and Anchor',
      'Harrington Arms',
      'Islay Court',
      'Juniper Rooms',
      'Kestrel Park Hotel',
      'Lantern Street Hotel',
      'Merchant Row',
      'Old Customs House',
      'Pier Nine',
      'Queens Wharf Hotel',
      'Saltmarsh Spa',
    ],
    discarded: ['Zephyrine Annexe', 'Southgate'],
    categories: ['Budget', 'Business', 'Boutique', 'Resort'],
    cities: ['Bristol', 'Brighton', 'Liverpool', 'Plymouth', 'Cardiff'],
    price: { from: 59, range: 190 },
    currency: 'GBP',
    timezone: 'Europe/London',
    unit: 'double room per night',
  },
  cinema: {
    word: 'Quillory',
    rivals: [
      ...EVERYWHERE,
      'Quillory Picture House',
      'Quillory Multiplex',
      'Quillory Studio',
      'Astoria Nine',
      'Bijou Lichtspiele',
      'Capitol Screens',
      'Electric Lane',
      'Filmhof',
      'Globe Kino',
      'Majestic Sieben',
      'Odeonplatz Kino',
      'Palast am Markt',
      'Regina Filmtheater',
      'Scala Drive-in',
    ],
    discarded: ['Quillory Open Air', 'Southgate'],
    categories: ['Multiplex', 'Arthouse', 'Drive-in', 'Premium'],
    cities: ['Hamburg', 'Leipzig', 'Munich', 'Cologne'],
    price: { from: 8, range: 60 },
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    unit: 'evening ticket for two with drinks',
  },
  gym: {
    word: 'Brontessa',
    rivals: [
      ...EVERYWHERE,
      'Brontessa Barbell',
      'Brontessa Athletic Club',
      'Anvil Works Gym',
      'Copper Kettlebell',
      'Daybreak Fitness',
      'Ironbridge Training',
      'Pulse Republic',
      'Summit Boxing',
    ],
    discarded: ['Brontessa Boulder Hall', 'Southgate'],
    categories: ['Budget', 'Boutique', 'Health club', 'Boxing'],
    cities: ['Dublin', 'Cork', 'Galway'],
    price: { from: 19, range: 90 },
    currency: 'EUR',
    timezone: 'Europe/Dublin',
    unit: 'monthly membership',
  },
  retail: {
    word: 'Marquesal',
    rivals: [
      ...EVERYWHERE,
      'Marquesal Market',
      'Marquesal Express',
      'Marquesal Home',
      'Marquesal Outlet',
      'Acre and Sons',
      'Basket Corner',
      'Cheapside Stores',
      'Daily Larder',
      'Everyday Eight',
      'Fennel Grocers',
      'Greenline Foods',
      'Handcart',
      'Inkwell Stationers',
      'Jolly Grocer',
      'Kitchen Parade',
      'Lowgate Discount',
      'Milk and More',
      'Nettle and Rye',
      'Orchard Shop',
      'Pantry Lane',
      'Quickstop',
      'Red Barn Discount',
      'Stonebridge Stores',
      'Threepenny',
      'Union Street Market',
      'Village Hall Shop',
      'Wheelbarrow',
      'Yard Sale Outlet',
    ],
    discarded: ['Marquesal Kiosk', 'Southgate'],
    categories: ['Supermarket', 'Discounter', 'Convenience', 'Department store'],
    cities: ['Zurich', 'Basel', 'Bern', 'Geneva', 'Lausanne'],
    price: { from: 24, range: 120 },
    currency: 'CHF',
    timezone: 'Europe/Zurich',
    unit: 'basket of thirty everyday goods',
  },
};
