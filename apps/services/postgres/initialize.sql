-- Makes roles, databases and grants what they should be; run at every start.
-- A statement with a password must not be logged when it fails.
set log_min_error_statement = 'panic';
set client_min_messages = 'warning';

\getenv postgres_password POSTGRES_PASSWORD
\getenv owner_password GHO_OWNER_PASSWORD
\getenv loader_password GHO_LOADER_PASSWORD
\getenv builder_password GHO_BUILDER_PASSWORD
\getenv reader_password GHO_READER_PASSWORD
\getenv mlflow_password MLFLOW_PASSWORD

select format('create role %I', name)
from unnest(array['gho_owner', 'gho_loader', 'gho_builder', 'gho_reader', 'mlflow']) as name
where not exists (select from pg_roles where rolname = name)
\gexec

alter role postgres password :'postgres_password';
alter role gho_loader login password :'loader_password';
alter role gho_builder login password :'builder_password';
alter role gho_reader login password :'reader_password';
alter role mlflow login password :'mlflow_password';

select format('create database %I owner %I', name, owner)
from (values ('gho', 'gho_owner'), ('mlflow', 'mlflow')) as wanted (name, owner)
where not exists (select from pg_database where datname = name)
\gexec

-- Without this every role may connect to every database.
revoke all on database gho, mlflow, postgres from public;
revoke temporary on database gho from gho_reader;
grant connect on database gho to gho_reader;
grant connect, temporary on database gho to gho_loader, gho_builder;
-- The builder makes a schema for each publication.
grant create on database gho to gho_builder;

\if :{?owner_password}
  -- The owner makes schema warehouse, and takes one over that the loader made.
  alter role gho_owner login password :'owner_password';
  revoke create on database gho from gho_loader;
  \connect gho
  reassign owned by gho_loader to gho_owner;
\else
  grant create on database gho to gho_loader;
\endif
