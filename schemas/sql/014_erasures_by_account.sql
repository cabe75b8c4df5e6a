-- migrate: outside a transaction
-- Whether an account's holder was erased after one of its events, without reading all that came since. Few events are
-- in it, and appending others costs next to nothing.
create index concurrently event_erasures on event (account_id, version) where type = 16;
