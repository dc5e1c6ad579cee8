/** Every address of the app and who may open it. */
import { BrowserRouter, Route, Routes } from 'react-router';
import type { SignInFailure } from '../auth/callback.ts';
import { PageNotFound } from '../components/states.tsx';
import { AlertsPage } from '../pages/alerts.tsx';
import { AuditPage, PlatformAuditPage } from '../pages/audit.tsx';
import { CompetitorEditPage, CompetitorNewPage } from '../pages/competitor-form.tsx';
import { CompetitorPage } from '../pages/competitor.tsx';
import { CompetitorsPage } from '../pages/competitors.tsx';
import { DashboardPage } from '../pages/dashboard.tsx';
import { JoinPage } from '../pages/join.tsx';
import { LandingPage } from '../pages/landing.tsx';
import { LoginPage } from '../pages/login.tsx';
import { OrganisationsPage } from '../pages/organisations.tsx';
import { ReportsPage } from '../pages/reports.tsx';
import { SettingsPage } from '../pages/settings.tsx';
import { SignInFailedPage } from '../pages/sign-in-failed.tsx';
import { StatisticsPage } from '../pages/statistics.tsx';
import { TrashPage } from '../pages/trash.tsx';
import { UsersPage } from '../pages/users.tsx';
import { ADMINS, MEMBERS, PLATFORM, WRITERS } from './access.ts';
import { For, SignedIn, ToFirstPage } from './gates.tsx';
import { WhileHere } from './shell.tsx';

export function App({ failure }: { failure: SignInFailure | undefined }) {
  return (
    <WhileHere>
      <BrowserRouter>
        <Routes>
          <Route path="/" element={<LandingPage />} />
          <Route
            path="/callback"
            element={failure ? <SignInFailedPage failure={failure} /> : <ToFirstPage />}
          />
          <Route path="/login" element={<LoginPage />} />
          <Route path="/join" element={<JoinPage />} />
          <Route element={<SignedIn />}>
            <Route path="/dashboard" element={<For roles={MEMBERS} children={<DashboardPage />} />} />
            <Route path="/competitors" element={<For roles={MEMBERS} children={<CompetitorsPage />} />} />
            <Route
              path="/competitors/new"
              element={<For roles={WRITERS} children={<CompetitorNewPage />} />}
            />
            <Route path="/competitors/:id" element={<For roles={MEMBERS} children={<CompetitorPage />} />} />
            <Route
              path="/competitors/:id/edit"
              element={<For roles={WRITERS} children={<CompetitorEditPage />} />}
            />
            <Route path="/alerts" element={<For roles={MEMBERS} children={<AlertsPage />} />} />
            <Route path="/reports" element={<For roles={WRITERS} children={<ReportsPage />} />} />
            <Route path="/trash" element={<For roles={ADMINS} children={<TrashPage />} />} />
            <Route path="/users" element={<For roles={ADMINS} children={<UsersPage />} />} />
            <Route path="/settings" element={<For roles={WRITERS} children={<SettingsPage />} />} />
            <Route path="/audit" element={<For roles={ADMINS} children={<AuditPage />} />} />
            <Route
              path="/admin/organisations"
              element={<For roles={PLATFORM} children={<OrganisationsPage />} />}
            />
            <Route
              path="/admin/statistics"
              element={<For roles={PLATFORM} children={<StatisticsPage />} />}
            />
            <Route path="/admin/audit" element={<For roles={PLATFORM} children={<PlatformAuditPage />} />} />
          </Route>
          <Route path="*" element={<PageNotFound />} />
        </Routes>
      </BrowserRouter>
    </WhileHere>
  );
}
