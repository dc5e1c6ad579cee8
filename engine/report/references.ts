/** Links from a rule to what it stands on: CWE, OWASP WSTG, ASVS 5.0 and the API Security Top 10. */
import { RULES, type RuleId } from '../rules.ts';
import type { Reference } from './readiness.ts';

const WSTG_CHAPTERS: Readonly<Record<string, string>> = {
  INFO: '01-Information_Gathering',
  CONF: '02-Configuration_and_Deployment_Management_Testing',
  IDNT: '03-Identity_Management_Testing',
  ATHN: '04-Authentication_Testing',
  ATHZ: '05-Authorization_Testing',
  SESS: '06-Session_Management_Testing',
  INPV: '07-Input_Validation_Testing',
  ERRH: '08-Testing_for_Error_Handling',
  CRYP: '09-Testing_for_Weak_Cryptography',
  BUSL: '10-Business_Logic_Testing',
  CLNT: '11-Client-side_Testing',
  APIT: '12-API_Testing',
};

const API_TOP_TEN: readonly string[] = [
  'broken-object-level-authorization',
  'broken-authentication',
  'broken-object-property-level-authorization',
  'unrestricted-resource-consumption',
  'broken-function-level-authorization',
  'unrestricted-access-to-sensitive-business-flows',
  'server-side-request-forgery',
  'security-misconfiguration',
  'improper-inventory-management',
  'unsafe-consumption-of-apis',
];

const ASVS_CHAPTERS: readonly string[] = [
  'V1-Encoding-and-Sanitization',
  'V2-Validation-and-Business-Logic',
  'V3-Web-Frontend-Security',
  'V4-API-and-Web-Service',
  'V5-File-Handling',
  'V6-Authentication',
  'V7-Session-Management',
  'V8-Authorization',
  'V9-Self-contained-Tokens',
  'V10-OAuth-and-OIDC',
  'V11-Cryptography',
  'V12-Secure-Communication',
  'V13-Configuration',
  'V14-Data-Protection',
  'V15-Secure-Coding-and-Architecture',
  'V16-Security-Logging-and-Error-Handling',
  'V17-WebRTC',
];

/** Every standard that a rule names, each with a page to read. */
export function referencesOf(rule: RuleId): Reference[] {
  const { cwe, wstg, asvs, api } = RULES[rule];
  return [
    ...cwe.map((id: number) => ({
      id: `CWE-${id}`,
      url: `https://cwe.mitre.org/data/definitions/${id}.html`,
    })),
    ...wstg.map((id: string) => ({ id: `WSTG-${id}`, url: wstgUrl(id) })),
    ...asvs.map((id: string) => ({ id: `ASVS-${id}`, url: asvsUrl(id) })),
    ...api.map((id: number) => ({ id: `API${id}:2023`, url: apiUrl(id) })),
  ];
}

function wstgUrl(id: string): string {
  const chapter = WSTG_CHAPTERS[id.split('-')[0] ?? ''] ?? '';
  const base =
    'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/';
  return chapter === '' ? base : `${base}${chapter}/`;
}

function asvsUrl(id: string): string {
  const number = Number(id.split('.')[0]);
  const chapter = ASVS_CHAPTERS[number - 1];
  const base = 'https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/';
  return chapter ? `${base}0x${String(number + 9)}-${chapter}.md` : base;
}

function apiUrl(id: number): string {
  const name = API_TOP_TEN[id - 1];
  const base = 'https://owasp.org/API-Security/editions/2023/en/';
  return name ? `${base}0xa${id.toString(16)}-${name}/` : base;
}
