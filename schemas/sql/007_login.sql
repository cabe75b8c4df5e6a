-- The ledger's own login. It stands in the identity's row, so it is written with the account and erased with the name.

alter table identity
  add column login         text check (octet_length(login) between 1 and 128),
  add column password_hash text check (octet_length(password_hash) between 1 and 256),
  add constraint identity_login unique (login),
  add constraint identity_login_has_password check ((login is null) = (password_hash is null));
comment on column identity.login is 'what the holder logs in with; ASCII letters in lower case';
comment on column identity.password_hash is 'argon2id, with its salt and costs';
