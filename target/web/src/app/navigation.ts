/** The main navigation: what it offers to whom, in this order. */
import type { IconName } from '../components/icons.tsx';
import type { Role } from '../api/types.ts';
import { ADMINS, MEMBERS, PLATFORM, WRITERS } from './access.ts';

export interface NavigationItem {
  path: string;
  label: string;
  icon: IconName;
  roles: readonly Role[];
}

export const NAVIGATION: readonly NavigationItem[] = [
  { path: '/dashboard', label: 'Dashboard', icon: 'dashboard', roles: MEMBERS },
  { path: '/competitors', label: 'Competitors', icon: 'competitors', roles: MEMBERS },
  { path: '/alerts', label: 'Alerts', icon: 'alerts', roles: MEMBERS },
  { path: '/reports', label: 'Reports', icon: 'reports', roles: WRITERS },
  { path: '/trash', label: 'Trash', icon: 'trash', roles: ADMINS },
  { path: '/users', label: 'Users', icon: 'users', roles: ADMINS },
  { path: '/settings', label: 'Settings', icon: 'settings', roles: WRITERS },
  { path: '/audit', label: 'Audit log', icon: 'audit', roles: ADMINS },
  { path: '/admin/organisations', label: 'Organisations', icon: 'competitors', roles: PLATFORM },
  { path: '/admin/statistics', label: 'Statistics', icon: 'statistics', roles: PLATFORM },
  { path: '/admin/audit', label: 'Platform audit', icon: 'audit', roles: PLATFORM },
];
