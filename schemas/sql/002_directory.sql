-- Personal data, erasable. An event holds at most a salted hash of it; the salt stands here and goes with the row.

create table identity (
  account_id  bigint primary key,
  salt        bytea not null check (octet_length(salt) = 16),
  name        text  not null check (octet_length(name) between 1 and 256),
  external_id text  check (octet_length(external_id) between 1 and 256),
  constraint identity_external_id unique (external_id)
);
comment on table identity is 'who an account''s holder is; written in the transaction of its account_opened event';

create table transaction_comment (
  transaction_uid uuid  primary key,
  salt            bytea not null check (octet_length(salt) = 16),
  comment         text  not null check (octet_length(comment) between 1 and 1024)
);
comment on table transaction_comment is 'written in the transaction of the event that it belongs to';

grant select, insert, delete on identity, transaction_comment to ledger_service;
