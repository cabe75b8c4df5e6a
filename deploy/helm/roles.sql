-- What the chart needs of an existing PostgreSQL, once, by somebody who may make roles and databases: a superuser, or
-- the administrator of a managed PostgreSQL, who has CREATEROLE and CREATEDB.
--
--   psql -v owner_password=… -v service_password=… -f roles.sql
--
-- The owner has CREATEROLE because the first migration says CREATE ROLE, which asks for the right also where the role
-- is there already. The services' role can only add and read events.
create role ledger_owner login createrole password :'owner_password';
create role ledger_service nologin;
create role ledger login password :'service_password' in role ledger_service;
-- Only a member of the owner, or a superuser, may give it a database.
grant ledger_owner to current_user;
create database ledger owner ledger_owner;
revoke ledger_owner from current_user;
