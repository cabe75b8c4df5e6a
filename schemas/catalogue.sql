-- What protects the ledger, as PostgreSQL's catalogue has it: a row for each table, column, constraint, index, trigger,
-- view, function, sequence and right, and for each thing that should not be there at all. catalogue.txt holds what a
-- freshly migrated database answers; `ledgerctl verify` compares. Only reads what every role may read.
--
-- Columns: the object, what of it, and how that is defined. Names of owners are left out, as every installation has its
-- own; what is not ours (other tables, extensions) is sorted out by the reader, who knows our objects by name.
with recursive
relation as (
  select oid, relkind, relname, relowner, relacl, relpersistence, relam, reloptions, relrowsecurity, relforcerowsecurity,
         case relkind when 'v' then 'view ' when 'S' then 'sequence ' else 'table ' end || relname as object
    from pg_class
   where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f', 'v', 'm', 'S')
     and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid
                                             and deptype = 'e')),
routine as (
  select oid, proname, proowner, proacl, prosrc, prosecdef, proleakproof, proisstrict, provolatile, proparallel, proconfig,
         prolang, prorettype,
         'function ' || proname || '(' || pg_get_function_identity_arguments(oid) || ')' as object
    from pg_proc
   where pronamespace = 'public'::regnamespace
     and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = pg_proc.oid
                                             and deptype = 'e')),
service as (select oid, rolname from pg_roles where rolname = 'ledger_service'),
-- The roles that use the services' rights. From version 16 on a membership may not hand rights on.
member as (
  select oid, rolname, 0 as distance from service
  union
  select role.oid, role.rolname, 1
    from member
    join pg_auth_members link on link.roleid = member.oid
     and coalesce((to_jsonb(link) ->> 'inherit_option')::boolean, true)
    join pg_roles role on role.oid = link.member),
membership as (
  select roleid from pg_auth_members where member = (select oid from service)
  union
  select link.roleid from membership join pg_auth_members link on link.member = membership.roleid),
-- Of the services' role and of everybody: all rights. Of others: what changes something; who may read is no matter here.
granted as (
  select object, null::name as column_name, relowner as owner, acl.*
    from relation, aclexplode(coalesce(relacl, acldefault(case relkind when 'S' then 's'::"char" else 'r' end, relowner)))
      as acl
  union all
  select object, attname, relowner, acl.*
    from relation join pg_attribute on attrelid = relation.oid, aclexplode(attacl) as acl
  union all
  select object, null, proowner, acl.* from routine, aclexplode(coalesce(proacl, acldefault('f', proowner))) as acl
  union all
  select 'schema public', null, nspowner, acl.*
    from pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) as acl
   where nspname = 'public'),
granted_to_others as (
  select object, column_name, coalesce(rolname, 'PUBLIC') as grantee,
         privilege_type || case when is_grantable then ' with grant option' else '' end as privilege
    from granted left join pg_roles on pg_roles.oid = grantee
   where grantee <> owner
     and (grantee = 0 or grantee = (select oid from service) or privilege_type not in ('SELECT', 'USAGE', 'EXECUTE'))),
-- What a member may do by itself, by another membership or as an owner, and the services' role may not.
more_of_member as (
  select rolname, 'may ' || string_agg(privilege, ', ' order by privilege) || ' on ' || relname as what
    from member, relation, unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) as privilege
   where distance > 0 and relkind <> 'S'
     and has_table_privilege(member.oid, relation.oid, privilege)
     and not has_table_privilege((select oid from service), relation.oid, privilege)
     and not (select rolsuper from pg_roles where pg_roles.oid = member.oid)
   group by rolname, relname
  union all
  select rolname, attribute
    from member join pg_roles using (oid, rolname),
         unnest(array['superuser', 'bypasses row security', 'creates roles', 'replicates'],
                array[rolsuper, rolbypassrls, rolcreaterole, rolreplication]) as attributes (attribute, has_it)
   where distance > 0 and has_it),
line (object, what, definition) as (
  select object, 'kind',
         concat_ws(', ',
                   case relpersistence when 'p' then 'permanent' when 'u' then 'unlogged' else 'temporary' end,
                   case relkind when 'r' then 'plain' when 'p' then 'partitioned' when 'f' then 'foreign'
                                when 'm' then 'materialized' end,
                   (select amname from pg_am where pg_am.oid = relam), array_to_string(reloptions, ', '),
                   case when relrowsecurity then 'row security' end,
                   case when relforcerowsecurity then 'row security for the owner' end)
    from relation
  union all
  select object, 'column ' || attname,
         concat_ws(' ', row_number() over (partition by attrelid order by attnum), format_type(atttypid, atttypmod),
                   case when attcollation <> typcollation then 'collation ' || attcollation::regcollation end,
                   case when attnotnull then 'not null' end, 'default ' || pg_get_expr(adbin, adrelid),
                   case when attidentity <> '' then 'identity' end, case when attgenerated <> '' then 'generated' end)
    from relation
    join pg_attribute on attrelid = relation.oid and attnum > 0 and not attisdropped
    join pg_type on pg_type.oid = atttypid
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
   where relkind <> 'S'
  union all
  select object, 'constraint ' || conname, pg_get_constraintdef(pg_constraint.oid)
    from relation join pg_constraint on conrelid = relation.oid where contype <> 'n'
  union all
  select object, 'index ' || indexrelid::regclass,
         pg_get_indexdef(indexrelid) || case when indisvalid and indisready and indislive then '' else ', invalid' end
    from relation join pg_index on indrelid = relation.oid
  union all
  select object, 'trigger ' || tgname,
         case tgenabled when 'A' then 'always: ' when 'O' then 'not in replica sessions: ' when 'R' then 'replica only: '
                        else 'disabled: ' end || pg_get_triggerdef(pg_trigger.oid)
    from relation join pg_trigger on tgrelid = relation.oid where not tgisinternal
  union all
  select object, 'check of the foreign key ' || conname, 'disabled'
    from relation join pg_trigger on tgrelid = relation.oid join pg_constraint on pg_constraint.oid = tgconstraint
   where tgisinternal and tgenabled <> 'O' group by object, conname
  union all
  select object, 'rule ' || rulename, pg_get_ruledef(pg_rewrite.oid)
    from relation join pg_rewrite on ev_class = relation.oid where rulename <> '_RETURN'
  union all
  select object, 'policy ' || polname, pg_get_expr(polqual, polrelid)
    from relation join pg_policy on polrelid = relation.oid
  union all
  select object, 'child table ' || inhrelid::regclass, 'its rows are seen as this one''s'
    from relation join pg_inherits on inhparent = relation.oid
  -- Versions of PostgreSQL write a column's table or leave it out, and break lines in their own ways.
  union all
  select object, 'query', encode(sha256(convert_to(
           regexp_replace(regexp_replace(pg_get_viewdef(oid), '\m[a-z_]+\.(?=["a-z_])', '', 'g'), '\s+', ' ', 'g'),
           'UTF8')), 'hex')
    from relation where relkind in ('v', 'm')
  union all
  select object, 'numbers', concat_ws(' ', format_type(seqtypid, null), 'from', seqstart, 'step', seqincrement, 'between',
                                      seqmin, 'and', seqmax, case when seqcycle then 'cycles' end)
    from relation join pg_sequence on seqrelid = relation.oid
  union all
  select object, 'definition',
         concat_ws(', ', pg_get_function_result(routine.oid), lanname,
                   case provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
                   case when prosecdef then 'security definer' end, case when proisstrict then 'strict' end,
                   case when proleakproof then 'leakproof' end, case when proparallel <> 'u' then 'parallel' end,
                   array_to_string(proconfig, ', '),
                   'body ' || encode(sha256(convert_to(prosrc, 'UTF8')), 'hex'))
    from routine join pg_language on pg_language.oid = prolang
  -- One that takes other arguments could be called instead.
  union all
  select 'function ' || proname, 'how many of this name', count(*)::text from routine group by proname
  union all
  select object, 'rights of ' || grantee || coalesce(' on column ' || column_name, ''),
         string_agg(privilege, ', ' order by privilege)
    from granted_to_others group by object, column_name, grantee
  union all
  select object, 'owner', 'a role of the services: ' || rolname
    from (select object, relowner as owner from relation union all select object, proowner from routine
          union all select 'schema public', nspowner from pg_namespace where nspname = 'public'
          union all select 'database', datdba from pg_database where datname = current_database()) as owned
    join member on member.oid = owner
  union all
  select 'database', 'who else may create schemas',
         coalesce(string_agg(coalesce(rolname, 'PUBLIC'), ', ' order by rolname), 'nobody of the services')
    from pg_database cross join aclexplode(datacl) as acl left join member on member.oid = grantee
   where datname = current_database() and privilege_type = 'CREATE' and (grantee = 0 or member.oid is not null)
     and grantee <> datdba
  union all
  select 'role ledger_service', 'attributes',
         concat_ws(', ', case when rolsuper then 'superuser' end, case when rolbypassrls then 'bypasses row security' end,
                   case when rolcreaterole then 'creates roles' end, case when rolreplication then 'replicates' end,
                   'inherits what it is granted')
    from pg_roles where rolname = 'ledger_service'
  union all
  select 'role ledger_service', 'member of ' || roleid::regrole, 'has that role''s rights' from membership
  union all
  select 'role ledger_service', 'its member ' || rolname, string_agg(what, '; ' order by what)
    from more_of_member group by rolname
  union all
  select 'role ledger_service', 'setting of ' || coalesce(member.rolname, 'all roles'), setting
    from pg_db_role_setting cross join unnest(setconfig) as setting left join member on member.oid = setrole
   where setdatabase in (0, (select oid from pg_database where datname = current_database()))
     and (setrole = 0 or member.oid is not null)
     and (setting like 'session_replication_role=%'
          or setting like 'search_path=%' and setting !~ '^search_path=("?\$user"?, *)?public$')
  union all
  select 'role ledger_service', 'schema ' || nspname, 'is searched before public by the role of its name'
    from pg_namespace join member on rolname = nspname)
select object, what, regexp_replace(definition, '\s+', ' ', 'g') from line order by object collate "C", what collate "C"
