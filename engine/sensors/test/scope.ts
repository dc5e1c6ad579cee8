/** A small deployment for the tests of the sensors. */
import { Canaries } from '../canaries.ts';
import type { Scope, Subject } from '../scope.ts';

export const APP = 'https://app.example';
export const API = 'https://api.example';
export const IDP = 'https://idp.example';

export const scope: Scope = {
  appOrigin: APP,
  apiOrigin: API,
  idpOrigin: IDP,
  origins: ['https://maps.example'],
  operations: [
    { name: 'rows.list', method: 'GET', path: '/rows', scope: 'tenant', roles: ['member'] },
    { name: 'rows.stream', method: 'GET', path: '/rows/stream', scope: 'tenant', roles: ['member'] },
    { name: 'rows.read', method: 'GET', path: '/rows/{rowId}', scope: 'tenant', roles: ['member'] },
    { name: 'rows.create', method: 'POST', path: '/rows', scope: 'tenant', roles: ['member'] },
    { name: 'platform.list', method: 'GET', path: '/platform', scope: 'platform', roles: ['operator'] },
    { name: 'downloads.read', method: 'GET', path: '/downloads/{token}', scope: 'public', roles: [] },
    { name: 'health', method: 'GET', path: '/health', scope: 'public', roles: [] },
  ],
  canaries: new Canaries({ hotel: ['Zephyrine Palace'], cinema: ['Quillory Screens'] }),
  secrets: ['Correct Horse 9'],
  sdkStorage: false,
};

export const member: Subject = {
  actor: 'hotel-member',
  role: 'member',
  tenants: new Set(['hotel']),
  platform: false,
};
export const operator: Subject = { actor: 'operator', role: 'operator', tenants: new Set(), platform: true };

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
export const TOKEN = `${part({ alg: 'RS256' })}.${part({ sub: 'somebody' })}.c2lnbmF0dXJlLWlzLWhlcmU`;
