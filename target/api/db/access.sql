-- Who may see which rows, and who may do what at all. {{app}}, {{platform}} and {{owner}} are role names, quoted.
-- The application says for whom it works in two settings that live as long as one transaction:
--   app.tenant_id  the organisation of the verified token
--   app.user_id    the person of the verified token
-- Without them nothing is visible: an empty or missing setting is NULL here, and NULL equals nothing.

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'organisations', 'memberships', 'competitors', 'price_observations', 'attachments', 'alert_counters', 'alerts',
    'exports', 'invitations', 'settings', 'flags', 'audit_log'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    -- Forced: the owner, who runs migrations and the seed, is bound as well.
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON %I FOR ALL TO {{app}}, {{owner}}
         USING (tenant_id = nullif(current_setting(''app.tenant_id'', true), ''''))
         WITH CHECK (tenant_id = nullif(current_setting(''app.tenant_id'', true), ''''))',
      tenant_table
    );
  END LOOP;
END $$;

-- Before an organisation is chosen a person may see where they belong, and nothing else. With an organisation
-- chosen this policy is silent, so that no query of a tenant meets rows of another.
CREATE POLICY own_memberships ON memberships FOR SELECT TO {{app}}
  USING (
    nullif(current_setting('app.tenant_id', true), '') IS NULL
    AND user_id = nullif(current_setting('app.user_id', true), '')
  );
CREATE POLICY own_organisations ON organisations FOR SELECT TO {{app}}
  USING (
    nullif(current_setting('app.tenant_id', true), '') IS NULL
    AND EXISTS (SELECT FROM memberships m WHERE m.tenant_id = organisations.tenant_id)
  );

-- People have no tenant of their own: one sees oneself and, through the memberships that are visible, colleagues.
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY colleagues ON users FOR SELECT TO {{app}}
  USING (
    id = nullif(current_setting('app.user_id', true), '')
    OR EXISTS (SELECT FROM memberships m WHERE m.user_id = users.id)
  );
CREATE POLICY oneself_insert ON users FOR INSERT TO {{app}}
  WITH CHECK (id = nullif(current_setting('app.user_id', true), ''));
CREATE POLICY oneself_update ON users FOR UPDATE TO {{app}}
  USING (id = nullif(current_setting('app.user_id', true), ''))
  WITH CHECK (id = nullif(current_setting('app.user_id', true), ''));
CREATE POLICY seed ON users FOR ALL TO {{owner}} USING (true) WITH CHECK (true);

ALTER TABLE revoked_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE revoked_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_sessions ON revoked_sessions FOR ALL TO {{app}}
  USING (user_id = nullif(current_setting('app.user_id', true), ''))
  WITH CHECK (user_id = nullif(current_setting('app.user_id', true), ''));

ALTER TABLE platform_audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform_audit FORCE ROW LEVEL SECURITY;
CREATE POLICY platform_people ON platform_audit FOR ALL TO {{platform}}, {{owner}} USING (true) WITH CHECK (true);

-- The platform's own people manage organisations and count; the grants below keep them from reading a single row.
CREATE POLICY platform_management ON organisations FOR ALL TO {{platform}} USING (true) WITH CHECK (true);
DO $$
DECLARE
  counted text;
BEGIN
  FOREACH counted IN ARRAY ARRAY[
    'memberships', 'competitors', 'price_observations', 'attachments', 'alerts', 'exports'
  ] LOOP
    EXECUTE format('CREATE POLICY platform_count ON %I FOR SELECT TO {{platform}} USING (true)', counted);
    EXECUTE format('GRANT SELECT (tenant_id) ON %I TO {{platform}}', counted);
  END LOOP;
END $$;
GRANT SELECT (user_id) ON memberships TO {{platform}};
GRANT SELECT, DELETE ON organisations TO {{platform}};
GRANT INSERT (tenant_id, name, display_name) ON organisations TO {{platform}};
GRANT UPDATE (status) ON organisations TO {{platform}};
GRANT SELECT, INSERT ON platform_audit TO {{platform}};

GRANT SELECT ON organisations TO {{app}};
GRANT SELECT ON users TO {{app}};
GRANT INSERT (id, email, name), UPDATE (email, name) ON users TO {{app}};
GRANT SELECT, INSERT, DELETE ON memberships TO {{app}};
GRANT UPDATE (role, status, idp_lock) ON memberships TO {{app}};
GRANT SELECT, INSERT, UPDATE, DELETE ON competitors, price_observations, attachments, alerts, exports, invitations
  TO {{app}};
GRANT SELECT, INSERT, UPDATE ON alert_counters, settings TO {{app}};
GRANT SELECT ON flags TO {{app}};
GRANT UPDATE (enabled) ON flags TO {{app}};
-- What was written down stays written down.
GRANT SELECT, INSERT ON audit_log, revoked_sessions TO {{app}};
