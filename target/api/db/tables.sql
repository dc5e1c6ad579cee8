-- Everything that belongs to one organisation carries tenant_id, and every reference between such rows carries it
-- too: a row cannot point across tenants, whatever the application does.
-- Ids are random; where an order is needed it is counted per tenant, so no number tells about the neighbours.
-- Needs PostgreSQL 15 or later (ON DELETE SET NULL of single columns).

CREATE TABLE organisations (
  tenant_id    text PRIMARY KEY CHECK (tenant_id <> ''),
  name         text NOT NULL UNIQUE,
  display_name text NOT NULL,
  status       text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
  created_at   timestamptz NOT NULL DEFAULT now()
);

-- People exist once; what they may do is said by their memberships.
CREATE TABLE users (
  id            text PRIMARY KEY CHECK (id <> ''),
  email         text NOT NULL,
  name          text NOT NULL,
  platform_role text CHECK (platform_role = 'super_admin')
);
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE memberships (
  tenant_id  text NOT NULL REFERENCES organisations,
  user_id    text NOT NULL REFERENCES users,
  role       text CHECK (role IN ('admin', 'analyst', 'viewer')),
  status     text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
  -- What was done at the identity provider when the member was disabled; to be undone when enabled again.
  idp_lock   text CHECK (idp_lock IN ('blocked', 'removed')),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id);

CREATE TABLE competitors (
  tenant_id  text NOT NULL REFERENCES organisations,
  id         uuid NOT NULL DEFAULT gen_random_uuid(),
  name       text NOT NULL,
  category   text NOT NULL,
  city       text NOT NULL,
  price      numeric(12, 2) NOT NULL,
  website    text,
  notes      text,
  cost_basis numeric(12, 2),
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, created_by) REFERENCES memberships (tenant_id, user_id)
);
-- A name is taken within its organisation, never beyond it.
CREATE UNIQUE INDEX competitors_name ON competitors (tenant_id, lower(name)) WHERE deleted_at IS NULL;

CREATE TABLE price_observations (
  tenant_id     text NOT NULL,
  id            uuid NOT NULL DEFAULT gen_random_uuid(),
  competitor_id uuid NOT NULL,
  amount        numeric(12, 2) NOT NULL,
  currency      text NOT NULL,
  observed_at   timestamptz NOT NULL,
  source        text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, competitor_id) REFERENCES competitors (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX price_observations_competitor ON price_observations (tenant_id, competitor_id, observed_at DESC);

CREATE TABLE attachments (
  tenant_id     text NOT NULL,
  id            uuid NOT NULL DEFAULT gen_random_uuid(),
  competitor_id uuid NOT NULL,
  file_name     text NOT NULL,
  content_type  text NOT NULL,
  size          integer NOT NULL,
  content       bytea NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, competitor_id) REFERENCES competitors (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX attachments_competitor ON attachments (tenant_id, competitor_id);

-- The last alert number given out in each organisation; taking one locks the row, so numbers follow commit order.
CREATE TABLE alert_counters (
  tenant_id     text PRIMARY KEY REFERENCES organisations,
  last_sequence bigint NOT NULL
);

CREATE TABLE alerts (
  tenant_id       text NOT NULL REFERENCES organisations,
  id              uuid NOT NULL DEFAULT gen_random_uuid(),
  sequence        bigint NOT NULL,
  title           text NOT NULL,
  message         text NOT NULL,
  severity        text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  competitor_id   uuid,
  created_at      timestamptz NOT NULL DEFAULT now(),
  acknowledged_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, sequence),
  FOREIGN KEY (tenant_id, competitor_id) REFERENCES competitors (tenant_id, id) ON DELETE SET NULL (competitor_id)
);

CREATE TABLE exports (
  tenant_id  text NOT NULL,
  id         uuid NOT NULL DEFAULT gen_random_uuid(),
  owner_id   text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('competitors', 'prices')),
  format     text NOT NULL CHECK (format IN ('csv', 'json')),
  status     text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'ready', 'failed')),
  row_count  integer,
  content    bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES memberships (tenant_id, user_id)
);
CREATE INDEX exports_owner ON exports (tenant_id, owner_id, created_at DESC);

CREATE TABLE invitations (
  tenant_id  text NOT NULL REFERENCES organisations,
  id         uuid NOT NULL DEFAULT gen_random_uuid(),
  email      text NOT NULL,
  role       text NOT NULL CHECK (role IN ('admin', 'analyst', 'viewer')),
  status     text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'accepted')),
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX invitations_pending ON invitations (tenant_id, lower(email)) WHERE status = 'pending';

CREATE TABLE settings (
  tenant_id     text PRIMARY KEY REFERENCES organisations,
  display_name  text NOT NULL,
  currency      text NOT NULL,
  timezone      text NOT NULL,
  weekly_report boolean NOT NULL,
  support_email text
);

CREATE TABLE flags (
  tenant_id   text NOT NULL REFERENCES organisations,
  key         text NOT NULL,
  description text NOT NULL,
  enabled     boolean NOT NULL,
  PRIMARY KEY (tenant_id, key)
);

CREATE TABLE audit_log (
  tenant_id  text NOT NULL REFERENCES organisations,
  id         uuid NOT NULL DEFAULT gen_random_uuid(),
  at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_id   text NOT NULL,
  actor_name text NOT NULL,
  action     text NOT NULL,
  target     text NOT NULL,
  outcome    text NOT NULL CHECK (outcome IN ('allowed', 'denied')),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_log_at ON audit_log (tenant_id, at DESC, id);

-- Sessions of the identity provider that were logged out here: their access tokens are refused until they expire.
CREATE TABLE revoked_sessions (
  user_id    text NOT NULL,
  sid        text NOT NULL,
  revoked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, sid)
);

CREATE TABLE platform_audit (
  id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_id   text NOT NULL,
  actor_name text NOT NULL,
  action     text NOT NULL,
  target     text NOT NULL,
  outcome    text NOT NULL CHECK (outcome IN ('allowed', 'denied'))
);
CREATE INDEX platform_audit_at ON platform_audit (at DESC, id);
