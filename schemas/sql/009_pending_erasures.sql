-- An identity goes in the transaction of its identity_erased event, the comments of a long history do not: they go in
-- pieces behind it. Until the last one is gone, a row says so, whatever happens to the request that asked for it.

create table pending_erasure (
  account_id    bigint not null,
  up_to_version bigint not null,
  done_version  bigint not null default 0,
  primary key (account_id, up_to_version)
);
comment on table pending_erasure is
  'Written in the transaction of the identity_erased event, removed with the last of the comments';
comment on column pending_erasure.up_to_version is 'of the identity_erased event: later comments stay';
comment on column pending_erasure.done_version is 'how far the comments are gone';

-- Erases the comments among the next `events_max` events of an erasure, one piece at a time whoever asks; true once all
-- are gone. The receiving side of a transfer has no text_hash: the comment is the sender's.
create function erase_comments(wanted_account bigint, wanted_version bigint, events_max bigint) returns boolean
  language plpgsql as $$
declare
  done    bigint;
  reached bigint;
begin
  select done_version into done from pending_erasure
   where account_id = wanted_account and up_to_version = wanted_version for update;
  if not found then return true; end if;
  with chunk as materialized (
    select version, transaction_uid, text_hash from event
     where account_id = wanted_account and version > done and version <= wanted_version
     order by version limit events_max),
  erased as (
    delete from transaction_comment using chunk
     where chunk.text_hash <> '' and transaction_comment.transaction_uid = chunk.transaction_uid)
  select max(version) into reached from chunk;
  if reached is null or reached >= wanted_version then
    delete from pending_erasure where account_id = wanted_account and up_to_version = wanted_version;
    return true;
  end if;
  update pending_erasure set done_version = reached
   where account_id = wanted_account and up_to_version = wanted_version;
  return false;
end
$$;

grant select, insert, update, delete on pending_erasure to ledger_service;

-- Until now an interrupted request left comments behind. What is gone already is not missed.
insert into pending_erasure (account_id, up_to_version)
  select account_id, max(version) from event where type = 16 group by account_id;
