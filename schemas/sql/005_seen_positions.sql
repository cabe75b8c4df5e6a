-- Who else remembers how far a journal went, and with which hash. Whoever cuts a journal's end off would have to forge
-- these as well; `ledgerctl verify` compares.
create view seen_position as
  select 'the projector' as observer, journal, position, hash from snapshot_checkpoint
  union all
  select 'the relay' as observer, journal, position, hash from relay_note;
grant select on seen_position to ledger_service;
