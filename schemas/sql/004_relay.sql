-- What the relay keeps here: who is at work, and a note of what has been published. The cursor itself is in Kafka.

create table relay_lease (
  journal    smallint    primary key references journal,
  holder     text        not null,
  expires_at timestamptz not null
);
comment on table relay_lease is
  'Keeps a second relay waiting instead of fencing the first; safety comes from the transactional.id in Kafka.';
comment on column relay_lease.expires_at is 'by this database''s clock';

create table relay_note (
  journal              smallint primary key references journal,
  cluster_id           text     not null,
  position             bigint   not null check (position >= 0),
  hash                 bytea    not null check (octet_length(hash) = 32),
  events_topic         text     not null,
  balances_topic       text     not null,
  events_end_offsets   bigint[] not null,
  balances_end_offsets bigint[] not null,
  noted_at             timestamptz not null default clock_timestamp()
);
comment on table relay_note is
  'Written after each Kafka transaction; may lag behind the cursor. It tells a lost cursor or topic from a first start.';
comment on column relay_note.events_end_offsets is 'one for each partition; the topic cannot end before them';

grant select, insert, update, delete on relay_lease, relay_note to ledger_service;
