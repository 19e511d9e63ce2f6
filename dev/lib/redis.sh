# shellcheck shell=bash
# Private Redis servers for tests, and ensure_redis: a server for whoever needs one. Sourced after rabbitmq.sh, whose
# ports, packages and messages it uses.

readonly REDISES="${WARREN_RUN:-$REPOSITORY/.run}/redis"
readonly REDIS_START_SECONDS=${WARREN_REDIS_START_SECONDS:-30}
readonly REDIS_VERSIONS="installed 6 7 8 valkey-8 valkey-9"
STARTED_REDIS=''

redis_folder() { printf '%s/%s\n' "$REDISES" "$1"; }
redis_exists() { [[ -f $(redis_folder "$1")/redis.conf ]]; }

redis_program() {
  local name
  for name in redis-server valkey-server; do
    PATH=$PATH:/usr/local/sbin:/usr/sbin:/usr/local/bin command -v "$name" && return
  done
  return 1
}

known_redis() { [[ " $REDIS_VERSIONS " == *" $1 "* ]]; }

# provide_redis VERSION: makes sure of it; sets PROGRAM, and TREE to where it is, which is empty for the machine's own.
provide_redis() {
  TREE=''
  if [[ $1 == installed ]]; then
    redis_program >/dev/null || install_redis
    PROGRAM=$(redis_program)
  else
    PROGRAM=$(redis_program_of "$1") || true
    if [[ -z $PROGRAM ]] || ! redis_is "$1"; then provide_redis_tree "$1"; fi
  fi
}

# redis_program_of VERSION: the machine's, of whatever version.
redis_program_of() {
  local name=redis-server
  [[ $1 != valkey-* ]] || name=valkey-server
  PATH=$PATH:/usr/local/sbin:/usr/sbin:/usr/local/bin command -v "$name"
}

# Suites move on: say so instead of testing another version unnoticed.
provide_redis_tree() {
  local tree image=redis:$1
  tree=$(redis_tree "$1")
  [[ $1 != valkey-* ]] || image=valkey/valkey:${1#valkey-}
  ensure_tree "$tree" "$(redis_title "$1")" "start it yourself (docker run -d -p 127.0.0.1:6379:6379 $image) and name it in REDIS_URI"
  TREE=$(tree_of "$tree")
  PROGRAM=/usr/bin/redis-server
  [[ $1 != valkey-* ]] || PROGRAM=/usr/bin/valkey-server
  redis_is "$1" || warn "$TREE carries version $(redis_version), not $1; it is used all the same."
}

# redis_title VERSION: for people
redis_title() { if [[ $1 == valkey-* ]]; then echo "Valkey ${1#valkey-}"; else echo "Redis $1"; fi; }

redis_tree() {
  case $1 in
    6) echo stores-bullseye ;;
    7) echo stores-bookworm ;;
    8 | valkey-8) echo stores-trixie ;;
    valkey-9) echo stores-sid ;;
  esac
}

redis_is() { [[ $(redis_version) == "${1#valkey-}".* ]]; }

# redis_version: of PROGRAM, in TREE.
redis_version() { ${TREE:+chroot "$TREE"} "$PROGRAM" --version | sed -n 's/.* v=\([0-9.]*\).*/\1/p'; }

install_redis() {
  can_install_packages || die "$EXIT_UNAVAILABLE" "Redis is not installed here." \
    "Install it (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis), or name a running one in REDIS_URI."
  install_packages redis-server
  [[ ! -d /run/systemd/system ]] || as_root systemctl disable --quiet redis-server 2>/dev/null || true
}

# load_redis NAME: sets REDIS_FOLDER, REDIS_PORT, PROGRAM, REDIS_VERSION and TREE.
load_redis() {
  redis_exists "$1" || die "$EXIT_UNAVAILABLE" "There is no Redis named $1 in $REDISES."
  REDIS_FOLDER=$(redis_folder "$1")
  REDIS_PORT=$(sed -n 's/^port //p' "$REDIS_FOLDER/redis.conf")
  PROGRAM=redis-server TREE='' REDIS_VERSION=installed
  # shellcheck disable=SC1091
  [[ ! -f $REDIS_FOLDER/server.env ]] || source "$REDIS_FOLDER/server.env"
}

# create_redis NAME FSYNC VERSION
create_redis() {
  local folder port
  folder=$(redis_folder "$1")
  provide_redis "$3"
  drop_stale_reservations
  rm -rf "$folder"
  mkdir -p "$folder"
  port=$(reserve_port "$folder")
  printf '%s=%q\n' PROGRAM "$PROGRAM" TREE "$TREE" REDIS_VERSION "$3" >"$folder/server.env"
  printf '%s\n' "bind 127.0.0.1" "port $port" "dir $folder" "pidfile $folder/pid" "logfile $folder/log" \
    "daemonize no" "appendonly yes" "appendfsync $2" 'save ""' "maxmemory-policy noeviction" >"$folder/redis.conf"
}

# redis_pid: the loaded server's, if it runs. A process id alone may be somebody else's by now.
redis_pid() {
  local pid
  pid=$(cat "$REDIS_FOLDER/pid" 2>/dev/null) || return 0
  [[ $({ tr '\0' ' ' <"/proc/$pid/cmdline" || ps -o args= -p "$pid"; } 2>/dev/null) != *":$REDIS_PORT"* ]] || echo "$pid"
}

run_redis() {
  local deadline=$((SECONDS + REDIS_START_SECONDS))
  load_redis "$1"
  if [[ -z $(redis_pid) ]]; then
    say "Starting $(redis_title "$REDIS_VERSION") as $1 (port $REDIS_PORT)"
    (
      exec </dev/null >>"$REDIS_FOLDER/console.log" 2>&1 8>&- 9>&-
      trap '' HUP
      set -- "$PROGRAM" "$REDIS_FOLDER/redis.conf"
      ! have setsid || set -- setsid "$@"
      [[ -z $TREE ]] || in_tree "$TREE" "$REDIS_FOLDER" "$@"
      exec "$@"
    ) &
  fi
  until redis_answers 127.0.0.1 "$REDIS_PORT"; do
    ((SECONDS < deadline)) || die "$EXIT_UNAVAILABLE" "Redis $1 is not up after $REDIS_START_SECONDS s. Its log is $REDIS_FOLDER/log."
    sleep 0.1
  done
}

# redis_answers HOST PORT: does it serve, with all its data loaded?
redis_answers() {
  # shellcheck disable=SC2016
  [[ $(within 3 bash -c 'exec 3<>/dev/tcp/"$0"/"$1" && printf "PING\r\n" >&3 && head -c 5 <&3' "$1" "$2" 2>/dev/null) == +PONG ]]
}

# signal_redis SIGNAL: to the loaded server, and waits for its end.
signal_redis() {
  local pid deadline=$((SECONDS + 10))
  pid=$(redis_pid)
  [[ -n $pid ]] || return 0
  kill -s "$1" "$pid"
  while kill -0 "$pid" 2>/dev/null; do
    ((SECONDS < deadline)) || die "$EXIT_TEMPORARY" "The Redis on port $REDIS_PORT does not end; look at process $pid."
    sleep 0.05
  done
}

remove_redis() {
  load_redis "$1"
  signal_redis KILL
  release_port "$REDIS_PORT" "$REDIS_FOLDER"
  rm -rf "$REDIS_FOLDER"
  leave_tree "$TREE" "$REDIS_FOLDER"
}

print_redis() {
  load_redis "$1"
  printf 'REDIS_URI=redis://127.0.0.1:%s\nREDIS_PID=%s\n' "$REDIS_PORT" "$(redis_pid)"
}

# ensure_redis: exports REDIS_URI and WARREN_REDIS. What was started here, stop_started_redis stops.
ensure_redis() {
  export WARREN_REDIS=$REPOSITORY/dev/redis
  if [[ -n ${REDIS_URI:-} ]]; then
    say "Using the Redis in REDIS_URI"
    return
  fi
  STARTED_REDIS=private-$(random_word)
  local lines
  lines=$("$REPOSITORY/dev/redis" start "$STARTED_REDIS") || exit "$?"
  REDIS_URI=$(sed -n 's/^REDIS_URI=//p' <<<"$lines")
  export REDIS_URI
}

stop_started_redis() {
  [[ -z $STARTED_REDIS ]] || ! redis_exists "$STARTED_REDIS" || "$REPOSITORY/dev/redis" remove "$STARTED_REDIS" || true
  STARTED_REDIS=''
}
