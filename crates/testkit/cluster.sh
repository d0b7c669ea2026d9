# Makes a PostgreSQL cluster in a directory of its own, starts it on a socket there, says `ready DIRECTORY`, and waits for the
# end of its input, which comes when the process that started it ends, however it ends; then all of it goes. The collation is
# one that differs from the order of bytes.
#
#   sh -c "$(cat cluster.sh)" sh FOLDER_OF_PROGRAMS on|off PORT CERTIFICATE KEY
#
# `on` flushes to the disk. With a certificate and its key, both in PEM, it listens on localhost over TLS besides.
set -eu
place=$(mktemp -d /tmp/plumbline-postgres-XXXXXX)
cd "$place"
# A signal ends this shell past what it does at its end, unless it is caught.
trap 'exit 1' HUP INT TERM
trap '"$1/pg_ctl" -D data -m immediate -w stop >/dev/null 2>&1 || true; cd /; rm -rf "$place"' EXIT
# What initdb makes is the same each time and costs more than most tests, so it is kept for the next, for one's own eyes alone.
made="${TMPDIR:-/tmp}/plumbline-postgres-made-$(id -u)-$("$1/initdb" --version | tr -cd '0-9.')"
if [ -O "$made" ]; then
    cp -a "$made" data
else
    "$1/initdb" -D data -U plumbline -A trust -E UTF8 --no-sync --no-instructions --locale=C.UTF-8 \
        --locale-provider=icu --icu-locale=en-US >initdb.log 2>&1 || { cat initdb.log; exit 1; }
    # Whoever was quicker has made the same.
    cp -a data "$made-$$" && mv -T "$made-$$" "$made" 2>/dev/null || rm -rf "$made-$$"
fi
cat >>data/postgresql.conf <<END
listen_addresses = ''
unix_socket_directories = '$place'
unix_socket_permissions = 0777
fsync = $2
synchronous_commit = on
full_page_writes = $2
max_connections = 300
shared_buffers = 128MB
port = $3
END
if [ -n "$4" ]; then
    printf '%s' "$4" >data/server.crt
    (umask 077; printf '%s' "$5" >data/server.key)
    printf "listen_addresses = 'localhost'\nssl = on\n" >>data/postgresql.conf
fi
chmod 755 "$place"
"$1/pg_ctl" -D data -l server.log -w start >/dev/null || { cat server.log; exit 1; }
echo "ready $place"
read -r _ || true
