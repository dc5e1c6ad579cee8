import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherTenantsIn } from '../other-tenants.ts';

const TENANTS = {
  hotel: { id: 'org_Hotel1', organization: 'hotel', display: 'Harbour Hotels' },
  gym: { id: 'org_Gym1', organization: 'gym', display: 'Forge & Co' },
};

const page = (html: string, text = ''): string[] => otherTenantsIn({ html, text }, TENANTS, ['hotel']);

const CASES: [title: string, html: string, text: string, told: string[]][] = [
  [
    'the own tenant, by whatever name',
    '<button value="org_Hotel1" data-name="hotel">Harbour Hotels</button>',
    'Harbour Hotels',
    [],
  ],
  ['the id of another', '<button value="org_Gym1"></button>', '', ['org_Gym1']],
  ['the id of another in a script', '<script>["org_Hotel1","org_Gym1"]</script>', '', ['org_Gym1']],
  ['a longer id that begins alike', '<button value="org_Gym12"></button>', '', []],
  ['the name that people see', '<button>Forge &amp; Co</button>', 'Forge & Co', ['Forge & Co']],
  ['the name of the organization', '<option value="gym"></option>', '', ['gym']],
  ['the name of the organization as a text', '<li> Gym </li>', 'Gym', ['gym']],
  ['a word that it is a part of', '<p>Do gymnastics, or go to a gym today</p>', '', []],
];

for (const [title, html, text, told] of CASES) test(title, () => assert.deepEqual(page(html, text), told));
