-- Who may act, and with which epoch. Exactly one region is primary; the epoch only grows.
create table region (
  region text primary key check (region ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  role   text not null default 'standby' check (role in ('primary', 'standby', 'fenced')),
  epoch  integer not null default 0 check (epoch >= 0),
  since  timestamptz not null default now()
);
create unique index region_one_primary on region ((true)) where role = 'primary';

create table epoch (
  epoch      integer primary key check (epoch > 0),
  region     text not null references region,
  granted_at timestamptz not null,
  granted_by text not null,
  reason     text not null
);

-- Which region a login belongs to. Only the owner writes here; no other role may even read it.
create table agent_login (
  login  text primary key,
  region text not null references region
);

-- One row: the names (cluster_name or application_name) of the servers that hold the facts. Null until declared.
create table installation (
  only_row boolean primary key default true check (only_row),
  servers  text[]
);
insert into installation (servers) values (null);

create table agent (
  region            text not null references region,
  agent             text not null,
  host              text not null,
  program_version   text not null,
  readable_features text[] not null,
  epoch_seen        integer not null,
  started_at        timestamptz not null,
  heartbeat_at      timestamptz not null,
  primary key (region, agent)
) with (fillfactor = 70);

create table model (
  model text primary key check (model ~ '^[a-z0-9][a-z0-9._-]{0,99}$')
);

create table version (
  model      text not null references model,
  version    bytea not null check (length(version) = 32),
  bytes      bigint not null check (bytes >= 0),
  files      integer not null check (files >= 0),
  first_seen timestamptz not null,
  primary key (model, version)
);

-- Linux names are bytes, so paths are bytes.
create table version_file (
  version bytea not null,
  path    bytea not null,
  bytes   bigint not null check (bytes >= 0),
  sha256  bytea not null check (length(sha256) = 32),
  primary key (version, path)
);

create table repository (
  repository uuid not null,
  region     text not null references region,
  address    text not null,
  seen_at    timestamptz not null,
  primary key (repository, region)
);

-- The reporting region is part of the key: no region can take or change what another one reports.
create table snapshot (
  repository   uuid not null,
  model        text not null,
  set_epoch    integer not null check (set_epoch > 0),
  set_number   integer not null check (set_number > 0),
  slot         integer not null check (slot >= 0),
  region       text not null references region,
  kind         text not null check (kind in ('full', 'incremental')),
  version      bytea not null check (length(version) = 32),
  run          uuid not null,
  bytes        bigint not null check (bytes >= 0),
  stored_bytes bigint not null check (stored_bytes >= 0),
  committed_at timestamptz not null,
  verified_at  timestamptz,
  primary key (repository, model, set_epoch, set_number, slot, region)
);
create index snapshot_version on snapshot (model, version);

-- A log like a backup set's: move n is claimed once, by the first who asks; the last move is where the alias points.
create table alias_move (
  model     text not null check (model ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
  alias     text not null check (alias ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  number    integer not null check (number > 0),
  promotion uuid not null unique,
  version   bytea not null check (length(version) = 32),
  epoch     integer not null check (epoch > 0),
  moved_at  timestamptz not null,
  moved_by  text not null,
  reason    text not null,
  primary key (model, alias, number)
);

create view alias as
  select distinct on (model, alias) model, alias, number, promotion, version, epoch, moved_at, moved_by, reason
  from alias_move order by model, alias, number desc;

create table deployment (
  region      text not null references region,
  model       text not null,
  version     bytea not null check (length(version) = 32),
  state       text not null check (state in ('syncing', 'verified', 'active', 'failed')),
  path        text not null,
  verified_at timestamptz,
  epoch       integer not null check (epoch >= 0),
  changed_at  timestamptz not null,
  message     text not null,
  primary key (region, model, version)
);

create table job_run (
  run        uuid primary key,
  region     text not null references region,
  agent      text not null,
  job        text not null,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  ended_at   timestamptz,
  outcome    text not null check (outcome in ('running', 'succeeded', 'failed', 'refused')),
  done       bigint not null check (done >= 0),
  total      bigint not null check (total >= 0),
  message    text not null
);
create index job_run_started on job_run (region, job, started_at desc);

create table schedule (
  region     text not null references region,
  job        text not null,
  cron       text not null,
  enabled    boolean not null,
  settings   jsonb not null,
  revision   integer not null check (revision > 0),
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (region, job)
);

create table work_order (
  work_order uuid primary key,
  region     text not null references region,
  kind       text not null,
  parameters jsonb not null,
  epoch      integer not null check (epoch >= 0),
  placed_at  timestamptz not null,
  placed_by  text not null,
  state      text not null default 'open' check (state in ('open', 'claimed', 'done', 'failed')),
  claimed_by text,
  claimed_at timestamptz,
  ended_at   timestamptz,
  message    text not null default ''
);
create index work_order_open on work_order (region, placed_at) where state in ('open', 'claimed');

create table audit_event (
  event       uuid primary key,
  region      text not null references region,
  happened_at timestamptz not null,
  actor       text not null,
  action      text not null,
  subject     text not null,
  details     jsonb not null
);
create index audit_event_happened on audit_event (happened_at, event);
