# shellcheck shell=bash
# Ports for private brokers. They stay below 32768, out of the range from which the kernel serves
# outgoing connections: a client that reconnects to a dead broker could otherwise be given the broker's
# own port. A port stays reserved for as long as its node's folder exists, so that a restart finds it free.

readonly FIRST_PORT=20000 PORT_COUNT=12000
readonly RESERVATIONS="${TMPDIR:-/tmp}/warren-ports-$EUID"

# reserve_port FOLDER: prints a free port, reserved for that folder.
reserve_port() {
  local port tries
  mkdir -p "$RESERVATIONS"
  for ((tries = 0; tries < 500; tries++)); do
    port=$((FIRST_PORT + (RANDOM * 32768 + RANDOM) % PORT_COUNT))
    port_is_free "$port" || continue
    # noclobber creates the file only if it is not there: of two callers one wins.
    (set -o noclobber && printf '%s\n' "$1" >"$RESERVATIONS/$port") 2>/dev/null || continue
    echo "$port"
    return
  done
  die "$EXIT_TEMPORARY" "No free port between $FIRST_PORT and $((FIRST_PORT + PORT_COUNT))." \
    "Remove brokers that are no longer needed (dev/broker list), or delete $RESERVATIONS."
}

# release_port PORT FOLDER: only the folder it was reserved for may release it.
release_port() {
  [[ ! -e $RESERVATIONS/$1 || $(<"$RESERVATIONS/$1") != "$2" ]] || rm -f "$RESERVATIONS/$1"
}

# Reservations whose folder is gone (deleted by hand, or by mvn clean) are dropped, one caller at a time.
drop_stale_reservations() {
  have flock && [[ -d $RESERVATIONS ]] || return 0
  (
    local file
    flock -n 9 || exit 0
    for file in "$RESERVATIONS"/[0-9]*; do
      [[ ! -e $file || -d $(<"$file") ]] || rm -f "$file"
    done
  ) 9>"$RESERVATIONS/lock"
}

port_is_free() {
  local hex
  if [[ -r /proc/net/tcp ]]; then
    printf -v hex ':%04X ' "$1"
    ! cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -qF "$hex"
  else
    ! accepts 127.0.0.1 "$1"
  fi
}

# accepts HOST PORT: does something accept a TCP connection there within 3 seconds?
# shellcheck disable=SC2016
accepts() { within 3 bash -c '</dev/tcp/"$0"/"$1"' "$1" "$2" 2>/dev/null; }

# http_status HOST PORT PATH [USER:PASSWORD]: prints the answer's status code, or nothing without an answer.
http_status() { http_answer "$@" | sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p'; }

# http_body HOST PORT PATH [USER:PASSWORD]
http_body() { http_answer "$@" | sed '1,/^.\{0,1\}$/d'; }

# In plain bash, because a fresh machine may have no curl. HTTP_METHOD and HTTP_BODY make it other than a GET.
http_answer() {
  local auth
  auth=$(printf '%s' "${4:-guest:guest}" | base64 | tr -d '\n')
  # shellcheck disable=SC2016
  AUTH=$auth METHOD=${HTTP_METHOD:-GET} BODY=${HTTP_BODY:-} within 5 bash -c '
    exec 3<>/dev/tcp/"$0"/"$1"
    printf "%s %s HTTP/1.0\r\nHost: %s\r\nAuthorization: Basic %s\r\nContent-Length: %s\r\n\r\n%s" \
      "$METHOD" "$2" "$0" "$AUTH" "${#BODY}" "$BODY" >&3
    cat <&3' "$1" "$2" "$3" 2>/dev/null || true
}

# within SECONDS COMMAND...
within() {
  if have timeout; then
    timeout "$@"
  else
    shift
    "$@"
  fi
}
