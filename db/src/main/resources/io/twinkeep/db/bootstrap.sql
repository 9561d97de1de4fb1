-- Once per Postgres cluster, by a superuser, in the database that will hold the facts (safe to repeat):
--   psql -d twinkeep -f bootstrap.sql
-- Makes the four roles that logins become members of. It creates no login and no password:
--   create role eu1_agent login password '…' in role twinkeep_agent;   then: select twinkeep.enrol_agent('eu1_agent', 'eu-1');
do $$
declare
  wanted text;
begin
  foreach wanted in array array['twinkeep_owner', 'twinkeep_agent', 'twinkeep_server', 'twinkeep_reader'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
  end loop;
end $$;

-- The owner's functions tell agents how far standbys have replayed; the agents themselves see nothing of the server.
grant pg_read_all_stats to twinkeep_owner;

do $$
begin
  execute format('grant create, connect, temporary on database %I to twinkeep_owner', current_database());
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to twinkeep_agent, twinkeep_server, twinkeep_reader', current_database());
end $$;
revoke create on schema public from public;
