-- What no client may get wrong, kept by the database itself; SQLSTATE TK001 is a stale epoch, TK002 somebody was first.

create function current_epoch() returns integer
  language sql stable security definer set search_path = twinkeep, pg_temp as
$$ select coalesce(max(epoch), 0) from epoch $$;

-- By the name that logged in, which no SET can change (session_user, not current_user and not a setting).
create function my_region() returns text
  language sql stable security definer set search_path = twinkeep, pg_temp as
$$ select region from agent_login where login = session_user $$;

create function i_am_primary() returns boolean
  language sql stable security definer set search_path = twinkeep, pg_temp as
$$ select coalesce((select r.role = 'primary' from region r where r.region = my_region()), false) $$;

create function enrol_agent(agent_login text, agent_region text) returns void
  language sql set search_path = twinkeep, pg_temp as
$$ insert into agent_login (login, region) values ($1, $2) on conflict (login) do update set region = excluded.region $$;

-- Grants an epoch: its region becomes primary, the primary before it is fenced. The same grant again changes nothing.
create function grant_epoch(new_epoch integer, new_primary text, at timestamptz, by text, why text) returns void
  language plpgsql security definer set search_path = twinkeep, pg_temp as $$
begin
  lock table epoch in exclusive mode;
  if exists (select from epoch e where e.epoch = new_epoch and e.region = new_primary) then
    return;
  end if;
  if new_epoch <= current_epoch() then
    raise exception 'epoch % is not after %, which is granted', new_epoch, current_epoch() using errcode = 'TK001';
  end if;
  insert into epoch values (new_epoch, new_primary, at, by, why);
  update region set role = 'fenced', epoch = new_epoch, since = at where role = 'primary' and region <> new_primary;
  update region set role = 'primary', epoch = new_epoch, since = at where region = new_primary;
end $$;

-- A fenced region is ready again. Refused unless the caller knows the present epoch.
create function readmit_region(readmitted text, known_epoch integer, at timestamptz) returns void
  language plpgsql security definer set search_path = twinkeep, pg_temp as $$
begin
  lock table epoch in exclusive mode;
  if known_epoch <> current_epoch() then
    raise exception 'epoch % is not the present one, %', known_epoch, current_epoch() using errcode = 'TK001';
  end if;
  update region set role = 'standby', epoch = known_epoch, since = at where region = readmitted and role = 'fenced';
end $$;

create function declare_servers(names text[]) returns void
  language sql security definer set search_path = twinkeep, pg_temp as
$$ update installation set servers = names $$;

-- Whether every other declared server has replayed the log up to a position. Null until servers are declared.
create function replayed_everywhere(up_to pg_lsn) returns boolean
  language sql stable security definer set search_path = twinkeep, pg_temp as $$
  select case when i.servers is null then null else not exists (
    select from unnest(i.servers) server
    where server <> current_setting('cluster_name')
      and not exists (select from pg_stat_replication r where r.application_name = server and r.replay_lsn >= up_to))
  end from installation i
$$;

-- sha256sum escapes a name that holds a backslash, newline or carriage return, and puts a backslash before its line.
create function listing_line(path bytea, sha256 bytea) returns bytea
  language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
  hex text := encode(path, 'hex');
  escaped text := '';
  pair text;
begin
  if hex !~ '^(..)*(5c|0a|0d)' then
    return convert_to(encode(sha256, 'hex') || '  ./', 'UTF8') || path || '\x0a'::bytea;
  end if;
  for i in 0 .. length(path) - 1 loop
    pair := substr(hex, i * 2 + 1, 2);
    escaped := escaped || case pair when '5c' then '5c5c' when '0a' then '5c6e' when '0d' then '5c72' else pair end;
  end loop;
  return '\x5c'::bytea || convert_to(encode(sha256, 'hex') || '  ./', 'UTF8') || decode(escaped, 'hex') || '\x0a'::bytea;
end $$;

-- Takes a version only if its files come to its digest, so nobody can record a version that does not exist.
create function record_version(of_model text, digest bytea, seen timestamptz, paths bytea[], sizes bigint[], digests bytea[])
  returns void language plpgsql security definer set search_path = twinkeep, pg_temp as $$
declare
  listed bytea;
  total numeric;
begin
  if cardinality(paths) <> cardinality(sizes) or cardinality(paths) <> cardinality(digests) then
    raise exception 'a version needs a size and a digest for each path' using errcode = '22023';
  end if;
  if exists (select from version v where v.model = of_model and v.version = digest) then
    return;
  end if;
  select sha256(coalesce(string_agg(listing_line(f.path, f.sha256), ''::bytea order by f.path), ''::bytea)), coalesce(sum(f.bytes), 0)
    into listed, total from unnest(paths, sizes, digests) f (path, bytes, sha256);
  if listed <> digest then
    raise exception 'the files come to version %, not %', encode(listed, 'hex'), encode(digest, 'hex') using errcode = '22023';
  end if;
  insert into model values (of_model) on conflict do nothing;
  insert into version values (of_model, digest, total, cardinality(paths), seen) on conflict do nothing;
  insert into version_file select digest, f.path, f.bytes, f.sha256 from unnest(paths, sizes, digests) f (path, bytes, sha256)
    on conflict do nothing;
end $$;

create function guard_alias_move() returns trigger
  language plpgsql security definer set search_path = twinkeep, pg_temp as $$
declare
  last alias_move;
begin
  -- Against grant_epoch's lock: no move slips in beside a new epoch.
  lock table epoch in row exclusive mode;
  if new.epoch < current_epoch() then
    raise exception 'alias % of % was to move with epoch %, but % is granted', new.alias, new.model, new.epoch, current_epoch()
      using errcode = 'TK001';
  end if;
  select * into last from alias_move where model = new.model and alias = new.alias order by number desc limit 1;
  if new.epoch < coalesce(last.epoch, 0) then
    raise exception 'alias % of % moved with epoch % already', new.alias, new.model, last.epoch using errcode = 'TK001';
  end if;
  if new.number <> coalesce(last.number, 0) + 1 then
    raise exception 'alias % of % has % moves, so % is not the next', new.alias, new.model, coalesce(last.number, 0), new.number
      using errcode = 'TK002';
  end if;
  return new;
end $$;
create trigger guard before insert on alias_move for each row execute function guard_alias_move();

create function guard_work_order() returns trigger
  language plpgsql security definer set search_path = twinkeep, pg_temp as $$
begin
  if old.state in ('done', 'failed') then
    return null; -- it has ended: an answer sent again changes nothing
  end if;
  if old.state = 'open' and new.epoch < current_epoch() then
    raise exception 'work order % is of epoch %, but % is granted', old.work_order, old.epoch, current_epoch()
      using errcode = 'TK001';
  end if;
  return new;
end $$;
create trigger guard before update on work_order for each row execute function guard_work_order();

-- Everyone who may connect may read everything but the logins. Nobody may delete.
grant usage on schema twinkeep to twinkeep_agent, twinkeep_server, twinkeep_reader;
revoke execute on all functions in schema twinkeep from public;
grant execute on function current_epoch(), my_region(), i_am_primary(), prompt_words(text), replayed_everywhere(pg_lsn)
  to twinkeep_agent, twinkeep_server, twinkeep_reader;
grant select on region, epoch, installation, agent, model, version, version_file, repository, snapshot, alias_move, alias,
  deployment, job_run, schedule, work_order, audit_event, generation_record to twinkeep_agent, twinkeep_server, twinkeep_reader;

grant insert, update on agent, repository, snapshot, deployment, job_run, generation_record to twinkeep_agent, twinkeep_server;
grant insert on alias_move, audit_event to twinkeep_agent, twinkeep_server;
grant execute on function ensure_generation_month(date), record_version(text, bytea, timestamptz, bytea[], bigint[], bytea[])
  to twinkeep_agent, twinkeep_server;
grant update (state, claimed_by, claimed_at, ended_at, message) on work_order to twinkeep_agent, twinkeep_server;

grant insert (region) on region to twinkeep_server;
grant insert on work_order to twinkeep_server;
grant insert, update on schedule to twinkeep_server;
grant execute on function grant_epoch(integer, text, timestamptz, text, text), readmit_region(text, integer, timestamptz),
  declare_servers(text[]) to twinkeep_server;

-- Row-level security: all may read all; a server writes for every region, an agent for its own.
do $$
declare
  name text;
begin
  foreach name in array array['agent', 'repository', 'snapshot', 'deployment', 'job_run', 'generation_record', 'work_order',
      'audit_event'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy everyone_reads on %I for select using (true)', name);
    execute format('create policy server_adds on %I for insert to twinkeep_server with check (true)', name);
    execute format('create policy server_changes on %I for update to twinkeep_server using (true) with check (true)', name);
    execute format('create policy agent_adds on %I for insert to twinkeep_agent with check (region = (select my_region()))', name);
    execute format('create policy agent_changes on %I for update to twinkeep_agent using (region = (select my_region()))'
      ' with check (region = (select my_region()))', name);
  end loop;
end $$;

-- An alias belongs to no region: only the primary's agents may move it.
alter table alias_move enable row level security;
create policy everyone_reads on alias_move for select using (true);
create policy server_adds on alias_move for insert to twinkeep_server with check (true);
create policy primary_adds on alias_move for insert to twinkeep_agent with check ((select i_am_primary()));
