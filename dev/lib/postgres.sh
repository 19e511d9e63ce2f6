# shellcheck shell=bash
# shellcheck disable=SC2153  # the variables in capitals come from a server's server.env
# One private PostgreSQL server: its folder, its processes, its life; and ensure_postgres, a server for whoever needs one.
# Source rabbitmq.sh first. The folder lies in TMPDIR, since the user postgres must reach it. A server is identified by its data folder
# on its command line, so no signal can ever reach a process that is not ours.

readonly SERVERS="${WARREN_POSTGRES_RUN:-${TMPDIR:-/tmp}/warren-postgres-$EUID}"
readonly POSTGRES_START_SECONDS=${WARREN_POSTGRES_START_SECONDS:-60}
readonly POSTGRES_USER=warren
readonly POSTGRES_VERSIONS="installed 13 14 15 16 17 18"
STARTED_POSTGRES='' LAUNCHED=''

server_folder() { printf '%s/%s\n' "$SERVERS" "$1"; }
server_exists() { [[ -f $(server_folder "$1")/server.env ]]; }
server_names() {
  local file
  for file in "$SERVERS"/*/server.env; do
    [[ ! -e $file ]] || basename "$(dirname "$file")"
  done
}

# load_server NAME: sets FOLDER, BINARIES, PORT, POSTGRES_VERSION and TREE.
load_server() {
  server_exists "$1" || die "$EXIT_UNAVAILABLE" "There is no PostgreSQL server named $1 in $SERVERS. See: dev/postgres list"
  FOLDER=$(server_folder "$1") POSTGRES_VERSION=installed TREE=''
  # shellcheck disable=SC1091
  source "$FOLDER/server.env"
}

# One command at a time per server.
with_server_lock() {
  local name=$1
  shift
  mkdir -p "$SERVERS"
  if have flock; then
    exec 8>"$SERVERS/.$name.lock"
    flock -w 300 8 || die "$EXIT_TEMPORARY" "Another command has been busy with $name for 5 minutes."
  fi
  "$@"
}

# The newest server's programs on this machine; nothing when there is none.
postgres_binaries() {
  local folder newest='' program
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin | sort -V); do
    [[ ! -x $folder/initdb || ! -x $folder/postgres ]] || newest=$folder
  done
  if [[ -z $newest ]] && program=$(command -v initdb); then
    newest=$(dirname "$(readlink -f "$program" 2>/dev/null || echo "$program")")
  fi
  printf '%s' "$newest"
}

known_postgres() { [[ " $POSTGRES_VERSIONS " == *" $1 "* ]]; }

# provide_postgres VERSION: makes sure of it; sets BINARIES, and TREE to where they are, which is empty for the machine's own.
provide_postgres() {
  TREE=''
  if [[ $1 == installed ]]; then
    [[ -n $(postgres_binaries) ]] || install_postgres >&2
    BINARIES=$(postgres_binaries)
  else
    BINARIES=$(postgres_binaries_of "$1")
    [[ -n $BINARIES ]] || provide_postgres_tree "$1"
  fi
  [[ -n $BINARIES ]] || die "$EXIT_UNAVAILABLE" "PostgreSQL's programs are not found here."
}

# A machine may have several versions.
postgres_binaries_of() {
  local folder
  for folder in "/usr/lib/postgresql/$1/bin" "/usr/pgsql-$1/bin" "/opt/homebrew/opt/postgresql@$1/bin"; do
    [[ ! -x $folder/initdb || ! -x $folder/postgres ]] || { echo "$folder" && return; }
  done
}

# Suites move on: say so instead of testing another version unnoticed.
provide_postgres_tree() {
  local tree
  tree=$(postgres_tree "$1")
  ensure_tree "$tree" "PostgreSQL $1" "start it yourself (docker run -d -p 127.0.0.1:5432:5432 -e POSTGRES_PASSWORD=word" \
    "postgres:$1) and name it in POSTGRES_URI"
  TREE=$(tree_of "$tree")
  BINARIES=$(cd "$TREE" && printf '/%s\n' usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  [[ $BINARIES == */"$1"/bin ]] || warn "$TREE carries PostgreSQL $(basename "${BINARIES%/bin}"), not $1; it is used all the same."
}

postgres_tree() {
  case $1 in
    13) echo stores-bullseye ;;
    14) echo stores-jammy ;;
    15) echo stores-bookworm ;;
    16) echo stores-noble ;;
    17) echo stores-trixie ;;
    18) echo stores-sid ;;
  esac
}

install_postgres() {
  can_install_packages || die "$EXIT_UNAVAILABLE" "PostgreSQL is not installed here." \
    "Install it (Debian, Ubuntu: sudo apt-get install postgresql; macOS: brew install postgresql)."
  install_packages postgresql
  [[ ! -d /run/systemd/system ]] || as_root systemctl disable --quiet postgresql 2>/dev/null || true
}

# PostgreSQL refuses to run as root.
as_postgres() { (become_postgres "$@"); }

# become_postgres COMMAND...: replaces this shell. setpriv leaves nothing between us and the server; runuser stays its parent, and
# stands still with a paused server for good.
become_postgres() {
  is_root || exec "$@"
  cd /
  set -- --init-groups env HOME=/ USER=postgres LOGNAME=postgres "$@"
  [[ -z $TREE ]] || in_tree "$TREE" "$FOLDER" setpriv --reuid postgres --regid postgres "$@"
  ! have setpriv || exec setpriv --reuid postgres --regid "$(id -g postgres)" "$@"
  exec runuser -u postgres -- "${@:2}"
}

# The user of that name in the tree has a number of its own.
postgres_owner() { if [[ -n $TREE ]]; then chroot "$TREE" id -u postgres; else echo postgres; fi; }

# create_server NAME VERSION
create_server() {
  FOLDER=$(server_folder "$1")
  provide_postgres "$2"
  drop_stale_reservations
  rm -rf "$FOLDER"
  mkdir -p "$FOLDER"
  ! is_root || chown -R "$(postgres_owner)" "$FOLDER"
  say "Making a PostgreSQL server in $FOLDER"
  as_postgres "$BINARIES/initdb" --pgdata "$FOLDER/data" --username "$POSTGRES_USER" --auth trust --encoding UTF8 --locale C \
    >"$FOLDER/initdb.log" 2>&1 || die "$EXIT_UNAVAILABLE" "initdb failed: $(tail -n 5 "$FOLDER/initdb.log")"
  # Its own user needs no password, as its address is passed about in environments; whom a test makes does.
  printf 'host all %s 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n' "$POSTGRES_USER" >"$FOLDER/data/pg_hba.conf"
  printf '%s=%q\n' BINARIES "$BINARIES" TREE "$TREE" POSTGRES_VERSION "$2" PORT "$(reserve_port "$FOLDER")" >"$FOLDER/server.env.new"
  mv "$FOLDER/server.env.new" "$FOLDER/server.env"
}

# start_server NAME [VERSION]
start_server() {
  server_exists "$1" || create_server "$1" "${2:-${WARREN_POSTGRES_VERSION:-installed}}"
  load_server "$1"
  [[ -z ${2:-} || $2 == "$POSTGRES_VERSION" ]] ||
    usage_error "$1 exists with version $POSTGRES_VERSION. Remove it first (dev/postgres remove $1), or choose another name."
  [[ -n $(server_pid) ]] || launch_server "$1"
  print_server "$1"
}

# After a SIGKILL the old server's children take a moment to notice, and a new one does not start before: so it is tried again.
launch_server() {
  local deadline=$((SECONDS + POSTGRES_START_SECONDS))
  say "Starting PostgreSQL $POSTGRES_VERSION as $1 (port $PORT)"
  until server_answers; do
    ((SECONDS < deadline)) || die "$EXIT_UNAVAILABLE" "PostgreSQL $1 is not up after $POSTGRES_START_SECONDS s:" \
      "$(tail -n 5 "$FOLDER/console.log")"
    [[ -n $(server_pid) ]] || is_launching || run_server
    sleep 0.1
  done
}

# PostgreSQL 13 keeps passwords in another form unless told otherwise, and then not even the right one is let in.
run_server() {
  (
    exec </dev/null >>"$FOLDER/console.log" 2>&1 8>&- 9>&-
    trap '' HUP
    set -- "$BINARIES/postgres" -D "$FOLDER/data" -c "port=$PORT" -c listen_addresses=127.0.0.1 \
      -c unix_socket_directories= -c log_min_messages=fatal -c password_encryption=scram-sha-256
    ! have setsid || set -- setsid "$@"
    become_postgres "$@"
  ) &
  LAUNCHED=$!
}

# What was launched becomes the server, unless it ends.
is_launching() { [[ -n $LAUNCHED ]] && kill -0 "$LAUNCHED" 2>/dev/null; }

server_answers() { postgres_program pg_isready --quiet --host 127.0.0.1 --port "$PORT"; }

# postgres_program PROGRAM ARGUMENT...: one of the loaded server's version.
postgres_program() { ${TREE:+chroot "$TREE"} "$BINARIES/$1" "${@:2}"; }

server_pid() { pids_with_argument "$FOLDER/data" | only_program postgres; }

# The server's head and its children.
server_pids() {
  local head
  head=$(server_pid)
  [[ -z $head ]] || { echo "$head" && { pgrep -P "$head" || true; }; }
}

signal_server() {
  local pids
  load_server "$1"
  pids=$(server_pids)
  [[ -n $pids ]] || die "$EXIT_UNAVAILABLE" "PostgreSQL $1 is not running. Start it: dev/postgres start $1"
  # shellcheck disable=SC2086
  kill -s "$2" $pids 2>/dev/null || true
}

kill_server() {
  local head
  load_server "$1"
  head=$(server_pid)
  [[ -n $head ]] || die "$EXIT_UNAVAILABLE" "PostgreSQL $1 is not running. Start it: dev/postgres start $1"
  kill -s KILL "$head"
  await_server_end 10 || die "$EXIT_TEMPORARY" "PostgreSQL $1 does not end after SIGKILL; look at process $head."
}

pause_server() {
  signal_server "$1" STOP
  # shellcheck disable=SC2046
  await_silence $(server_pids) || die "$EXIT_TEMPORARY" "PostgreSQL $1 does not stand still after SIGSTOP."
}
resume_server() { signal_server "$1" CONT; }
env_server() { print_server "$1"; }

restart_server() {
  stop_server "$1"
  start_server "$1"
}

# SIGINT is PostgreSQL's fast shutdown: it ends all connections.
stop_server() {
  local head
  load_server "$1"
  head=$(server_pid)
  [[ -n $head ]] || return 0
  say "Stopping $1"
  signal_server "$1" CONT
  kill -s INT "$head"
  await_server_end 30 || { warn "$1 does not stop; killing it." && kill_server "$1"; }
}

await_server_end() {
  local deadline=$((SECONDS + $1))
  while [[ -n $(server_pid) ]]; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

remove_server() {
  load_server "$1"
  if [[ -n $(server_pid) ]]; then
    signal_server "$1" CONT
    kill_server "$1"
  fi
  release_port "$PORT" "$FOLDER"
  # The last children may still be about to notice.
  rm -rf "$FOLDER" 2>/dev/null || { sleep 1 && rm -rf "$FOLDER"; }
  leave_tree "$TREE" "$FOLDER"
  rm -f "$SERVERS/.$1.lock"
}

print_server() {
  load_server "$1"
  printf 'POSTGRES_URI=jdbc:postgresql://127.0.0.1:%s/postgres?user=%s\n' "$PORT" "$POSTGRES_USER"
  printf 'POSTGRES_PID=%s\n' "$(server_pid)"
}

print_server_status() {
  load_server "$1"
  printf '%-20s %-8s version %-9s port %-6s pid %s\n' "$1" "$([[ -n $(server_pid) ]] && echo running || echo stopped)" \
    "$POSTGRES_VERSION" "$PORT" "$(server_pid)"
}

# ensure_postgres: exports POSTGRES_URI, of the server that was named or of one started here; stop_started_postgres stops that.
ensure_postgres() {
  local lines
  [[ -z ${POSTGRES_URI:-} ]] || return 0
  if [[ -z $(postgres_binaries) ]] && ! can_install_packages; then
    warn "There is no PostgreSQL here, and none can be installed: its tests need Docker, or a server named in POSTGRES_URI."
    return 0
  fi
  STARTED_POSTGRES=private-$(random_word)
  lines=$("$REPOSITORY/dev/postgres" start "$STARTED_POSTGRES") || exit "$?"
  POSTGRES_URI=$(sed -n 's/^POSTGRES_URI=//p' <<<"$lines")
  export POSTGRES_URI
  export WARREN_POSTGRES=$REPOSITORY/dev/postgres
}

stop_started_postgres() {
  [[ -z $STARTED_POSTGRES ]] || ! server_exists "$STARTED_POSTGRES" || "$REPOSITORY/dev/postgres" remove "$STARTED_POSTGRES" || true
  STARTED_POSTGRES=''
}
