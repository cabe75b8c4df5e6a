-- When `ledgerctl verify` last came to its end, and with what. A note for people: it proves nothing.
create table verification (
  is_last     boolean     primary key default true check (is_last),
  finished_at timestamptz not null,
  events      bigint      not null check (events >= 0),
  whole       boolean     not null,
  sound       boolean     not null
);
comment on table verification is 'one row: how the last run of ledgerctl verify ended';
comment on column verification.whole is 'whether the snapshots of all accounts were compared, not of a sample';
comment on column verification.sound is 'whether nothing was found wrong';
grant select, insert, update on verification to ledger_service;
