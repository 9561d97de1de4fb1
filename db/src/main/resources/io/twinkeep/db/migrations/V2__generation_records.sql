-- Made for 10⁹ rows: one partition a month, no index that spans partitions, keys that grow with time.
create table generation_record (
  made            timestamptz not null,
  id              uuid not null,           -- first 128 bits of the record's SHA-256 id
  region          text not null,           -- no foreign key: row-level security ties it to a known region
  path            text not null,
  output          bytea not null check (length(output) = 32),
  bytes           bigint not null check (bytes >= 0),
  model           text,
  version         bytea check (length(version) = 32),
  seed            numeric(20),
  steps           integer,
  guidance        double precision,
  sampler         text,
  width           integer,
  height          integer,
  prompt          text,
  negative_prompt text,
  prompt_digest   bytea check (length(prompt_digest) = 32),
  important       boolean not null,
  stored_as       text,
  extra           jsonb,
  words           integer[],               -- prompt_words(prompt); computed by the writer
  primary key (made, id, region)
) partition by range (made);

create index generation_record_version on generation_record (version, made) where version is not null;
create index generation_record_seed on generation_record (seed, made) where seed is not null;
create index generation_record_words on generation_record using gin (words);

-- Open at both ends instead of a default partition, which would forbid reading partitions newest first.
create table generation_record_before_2022 partition of generation_record
  for values from (minvalue) to ('2022-01-01 00:00:00+00');
create table generation_record_from_2040 partition of generation_record
  for values from ('2040-01-01 00:00:00+00') to (maxvalue);

-- Makes the partition of a month unless it exists or one of the open ends takes it. Attaching locks out no reader or writer.
create function ensure_generation_month(month date) returns void
  language plpgsql security definer set search_path = twinkeep, pg_temp set timezone = 'UTC' as $$
declare
  first date := date_trunc('month', month::timestamp)::date;
  after date := (first + interval '1 month')::date;
  name text := 'generation_record_' || to_char(first, 'YYYY_MM');
begin
  if first < '2022-01-01' or first >= '2040-01-01' or to_regclass('twinkeep.' || name) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('twinkeep.ensure_generation_month'));
  -- Not to_regclass again: it may remember that there was none before another writer made it.
  if exists (select from pg_class where relnamespace = 'twinkeep'::regnamespace and relname = name) then
    return;
  end if;
  execute format('create table twinkeep.%I (like twinkeep.generation_record including defaults including constraints)', name);
  execute format('alter table twinkeep.generation_record attach partition twinkeep.%I for values from (%L) to (%L)',
      name, first::text || ' 00:00:00+00', after::text || ' 00:00:00+00');
end $$;

-- What a prompt is found by: numbers of its lower-case words, and of the pairs of neighbouring characters of Chinese and
-- Japanese text. For searches by hand:  where words @> twinkeep.prompt_words('红色 fox')
create function prompt_words(prompt text) returns integer[]
  language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  han constant text := '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]';
  gap constant text := '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u2bff\u3000-\u303f\ufe00-\ufe0f\uff00-\uffff]+';
  words text[] := '{}';
  piece text;
begin
  for piece in
    select p from regexp_split_to_table(
      regexp_replace(lower(normalize(prompt, NFKC) collate "und-x-icu"), '(' || han || '+)', ' \1 ', 'g'), gap) p
    where p <> ''
  loop
    if piece ~ ('^' || han) then
      for i in 1 .. length(piece) - 1 loop
        words := words || substr(piece, i, 2);
      end loop;
    else
      words := words || left(piece, 64);
    end if;
  end loop;
  return (select coalesce(array_agg(distinct ('x' || substr(md5(w), 1, 8))::bit(32)::int), '{}')
          from unnest(words) w);
end $$;
