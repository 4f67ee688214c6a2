#!/bin/sh
# Starts PostgreSQL on the data in PGDATA, which it creates first if there is
# none. Passwords come from variables named like POSTGRES_PASSWORD or from the file
# that POSTGRES_PASSWORD_FILE names. A certificate in TLS_DIRECTORY (tls.crt,
# tls.key) is used; without one it makes its own, which clients cannot verify.
set -eu
umask 077

read_password() {
  eval "file=\${$1_FILE:-} value=\${$1:-}"
  if [ -n "$file" ]; then value=$(cat "$file"); fi
  if [ -z "$value" ]; then
    echo "start PostgreSQL: neither $1 nor $1_FILE is set" >&2
    exit 78
  fi
  export "$1=$value"
}

prepare_certificate() {
  mkdir -p /tmp/tls
  if [ -e "${TLS_DIRECTORY:-/etc/postgres-tls}/tls.crt" ]; then
    # PostgreSQL accepts only a key that nobody else can read.
    cp -L "${TLS_DIRECTORY:-/etc/postgres-tls}/tls.crt" "${TLS_DIRECTORY:-/etc/postgres-tls}/tls.key" /tmp/tls/
  else
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 3650 \
      -subj /CN=postgres -addext subjectAltName=DNS:postgres,DNS:localhost \
      -keyout /tmp/tls/tls.key -out /tmp/tls/tls.crt 2>/dev/null
  fi
}

for name in POSTGRES_PASSWORD GHO_LOADER_PASSWORD GHO_BUILDER_PASSWORD GHO_READER_PASSWORD MLFLOW_PASSWORD; do
  read_password "$name"
done
# Only where the owner of the warehouse is another role than the one that loads it.
if [ -n "${GHO_OWNER_PASSWORD:-}${GHO_OWNER_PASSWORD_FILE:-}" ]; then read_password GHO_OWNER_PASSWORD; fi
prepare_certificate

if [ ! -e "$PGDATA/PG_VERSION" ]; then
  # A start that was interrupted leaves no half of a cluster behind under the final name.
  rm -rf "$PGDATA.new"
  initdb --pgdata="$PGDATA.new" --username=postgres --auth=scram-sha-256 --auth-local=peer \
    --encoding=UTF8 --locale=C.UTF-8 --no-instructions > /dev/null
  mv -T "$PGDATA.new" "$PGDATA"
fi
# A volume with an fsGroup comes back open to the group, which PostgreSQL refuses.
chmod 700 "$PGDATA"
cp /app/postgresql.conf "$PGDATA/postgresql.conf"

# Nobody can connect from outside before roles and grants are in place.
pg_ctl --pgdata="$PGDATA" --wait --silent --options="-c listen_addresses='' -c log_statement=none" start
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname=postgres --username=postgres --file=/app/initialize.sql ||
  { pg_ctl --pgdata="$PGDATA" --mode=fast --silent stop; exit 1; }
pg_ctl --pgdata="$PGDATA" --mode=fast --wait --silent stop
unset POSTGRES_PASSWORD GHO_OWNER_PASSWORD GHO_LOADER_PASSWORD GHO_BUILDER_PASSWORD GHO_READER_PASSWORD MLFLOW_PASSWORD

exec postgres -D "$PGDATA"
