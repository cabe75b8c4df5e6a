-- Holders change their passwords. Everything else about an identity is written once and erased.
grant update (password_hash) on identity to ledger_service;
