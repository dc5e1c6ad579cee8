/** What the API answers, as far as this app reads it. */

export type Role = 'super_admin' | 'admin' | 'analyst' | 'viewer';

export interface Me {
  id: string;
  email: string;
  name: string;
  role: Role;
  organisation: { id: string; name: string } | null;
  permissions: string[];
}

export interface OwnOrganisation {
  id: string;
  name: string;
  role: Role | null;
}

export interface Items<T> {
  items: T[];
}

export interface Page<T> extends Items<T> {
  total: number;
  page: number;
  pageSize: number;
}

export interface Competitor {
  id: string;
  name: string;
  category: string;
  city: string;
  price: number;
  website: string | null;
  /** Only for roles that may see it. */
  notes?: string | null;
  /** Only for roles that may see it. */
  costBasis?: number | null;
  version: number;
  createdAt: string;
  /** Name of the person. */
  createdBy: string | null;
}

export interface CompetitorPage extends Page<Competitor> {
  facets: Record<string, number>;
}

export interface Price {
  id: string;
  competitorId: string;
  amount: number;
  currency: string;
  observedAt: string;
  source: string;
}

export interface Attachment {
  id: string;
  competitorId: string;
  fileName: string;
  contentType: string;
  size: number;
  createdAt: string;
}

export interface Metrics {
  competitors: number;
  observations: number;
  averagePrice: number | null;
  minPrice: number | null;
  maxPrice: number | null;
  categories: { category: string; count: number; averagePrice: number | null }[];
  ranking: { rank: number; competitorId: string; name: string; price: number }[];
}

export type Severity = 'info' | 'warning' | 'critical';

export interface Alert {
  id: string;
  title: string;
  message: string;
  severity: Severity;
  competitorId: string | null;
  createdAt: string;
  acknowledgedAt: string | null;
}

export interface Export {
  id: string;
  kind: 'competitors' | 'prices';
  format: 'csv' | 'json';
  status: 'queued' | 'running' | 'ready' | 'failed';
  createdAt: string;
  rowCount: number | null;
}

export interface DownloadLink {
  url: string;
  expiresAt: string;
}

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role | null;
  status: 'active' | 'disabled';
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  status: string;
  expiresAt: string;
  createdAt: string;
  /** Only in the answer that made the invitation. */
  acceptUrl?: string;
}

export interface Joined {
  organisation: { id: string; name: string };
  role: Role;
}

export interface Settings {
  displayName: string;
  currency: string;
  timezone: string;
  weeklyReport: boolean;
  supportEmail: string | null;
}

export interface Flag {
  key: string;
  enabled: boolean;
  description?: string;
}

export interface AuditEntry {
  id: string;
  at: string;
  actorId: string | null;
  actorName: string | null;
  action: string;
  target: string | null;
  outcome: 'allowed' | 'denied';
}

export interface PlatformOrganisation {
  id: string;
  name: string;
  displayName: string;
  status: 'active' | 'disabled';
  createdAt: string;
  members: number;
}
