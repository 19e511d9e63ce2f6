# shellcheck shell=bash
# Private Redis servers for tests, and ensure_redis: a server for whoever needs one. Sourced after rabbitmq.sh, whose
# ports, packages and messages it uses.

readonly REDISES="${WARREN_RUN:-$REPOSITORY/.run}/redis"
readonly REDIS_START_SECONDS=${WARREN_REDIS_START_SECONDS:-30}
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

install_redis() {
  can_install_packages || die "$EXIT_UNAVAILABLE" "Redis is not installed here." \
    "Install it (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis), or name a running one in REDIS_URI."
  install_packages redis-server
  [[ ! -d /run/systemd/system ]] || as_root systemctl disable --quiet redis-server 2>/dev/null || true
}

# load_redis NAME: sets REDIS_FOLDER and REDIS_PORT.
load_redis() {
  redis_exists "$1" || die "$EXIT_UNAVAILABLE" "There is no Redis named $1 in $REDISES."
  REDIS_FOLDER=$(redis_folder "$1")
  REDIS_PORT=$(sed -n 's/^port //p' "$REDIS_FOLDER/redis.conf")
}

# create_redis NAME FSYNC
create_redis() {
  local folder port
  folder=$(redis_folder "$1")
  drop_stale_reservations
  rm -rf "$folder"
  mkdir -p "$folder"
  port=$(reserve_port "$folder")
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
  local program deadline=$((SECONDS + REDIS_START_SECONDS))
  load_redis "$1"
  if [[ -z $(redis_pid) ]]; then
    program=$(redis_program) || { install_redis && program=$(redis_program); }
    say "Starting Redis as $1 (port $REDIS_PORT)"
    (
      exec </dev/null >>"$REDIS_FOLDER/console.log" 2>&1 8>&- 9>&-
      trap '' HUP
      if have setsid; then exec setsid "$program" "$REDIS_FOLDER/redis.conf"; else exec "$program" "$REDIS_FOLDER/redis.conf"; fi
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
