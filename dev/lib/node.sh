# shellcheck shell=bash
# shellcheck disable=SC2153  # the variables in capitals come from a node's node.env
# One private RabbitMQ node: its folder, its processes, its life.
# A node is identified by a mark on its command line that no other process carries, so no signal
# can ever reach a process that is not ours. epmd, Erlang's name service, outlives its node: each node
# (or cluster) has one of its own, on its own port, that is stopped with it.

readonly BROKERS="${WARREN_RUN:-$REPOSITORY/.run}/broker"
readonly START_SECONDS=${WARREN_BROKER_START_SECONDS:-90}

node_folder() { printf '%s/%s\n' "$BROKERS" "$1"; }
node_exists() { [[ -f $(node_folder "$1")/node.env ]]; }
node_names() {
  local file
  for file in "$BROKERS"/*/node.env; do
    [[ ! -e $file ]] || basename "$(dirname "$file")"
  done
}

# load_node NAME: sets NODE, VERSION, TREE, CLUSTER, MEMBERS and the *_PORT variables.
load_node() {
  node_exists "$1" || die "$EXIT_UNAVAILABLE" "There is no broker named $1 in $BROKERS. See: dev/broker list"
  FOLDER=$(node_folder "$1")
  # shellcheck disable=SC1091
  source "$FOLDER/node.env"
}

# create_node NAME VERSION [CLUSTER EPMD_PORT WORD]: everything a node needs, before its first start.
# WORD makes node names unique, and is the cookie: the members of a cluster share it.
create_node() {
  local name=$1 version=$2 cluster=${3:-} epmd_port=${4:-} word=${5:-} folder tree
  folder=$(node_folder "$name")
  tree=$(provide_version "$version")
  drop_stale_reservations
  rm -rf "$folder"
  mkdir -p "$folder"/{home,data,log}
  : "${word:=$(random_word)}" "${epmd_port:=$(reserve_port "$folder")}"
  (umask 077 && printf '%s' "$word" >"$folder/home/.erlang.cookie" && chmod 400 "$folder/home/.erlang.cookie")
  printf '%s=%q\n' NODE "$name-$word@localhost" VERSION "$version" TREE "$tree" \
    CLUSTER "$cluster" MEMBERS "${cluster:+$(members_of "$cluster" "$word")}" EPMD_PORT "$epmd_port" \
    AMQP_PORT "$(reserve_port "$folder")" MANAGEMENT_PORT "$(reserve_port "$folder")" \
    DIST_PORT "$(reserve_port "$folder")" >"$folder/node.env.new"
  configure_node "$folder"
  mv "$folder/node.env.new" "$folder/node.env"
}

random_word() { od -An -N8 -tx8 /dev/urandom | tr -d ' \n'; }

members_of() { printf '%s ' "$1"-{1,2,3}"-$2@localhost"; }

configure_node() {
  local folder=$1 AMQP_PORT MANAGEMENT_PORT MEMBERS member count=0
  # shellcheck disable=SC1091
  source "$folder/node.env.new"
  echo '[rabbitmq_management,rabbitmq_shovel,rabbitmq_shovel_management].' >"$folder/enabled_plugins"
  : >"$folder/rabbitmq-env.conf"
  {
    printf 'listeners.tcp.local = 127.0.0.1:%s\n' "$AMQP_PORT"
    printf 'management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = %s\n' "$MANAGEMENT_PORT"
    printf 'disk_free_limit.absolute = 50MB\n'
    [[ -z $MEMBERS ]] || printf 'cluster_formation.peer_discovery_backend = classic_config\n'
    for member in $MEMBERS; do
      printf 'cluster_formation.classic_config.nodes.%s = %s\n' "$((++count))" "$member"
    done
  } >"$folder/rabbitmq.conf"
}

# run_start NAME: starts the node and waits until it serves AMQP and the management API.
run_start() {
  load_node "$1"
  case $(node_state) in
    running) return ;;
    paused) die "$EXIT_TEMPORARY" "Broker $1 is paused. Let it go on first: dev/broker resume $1" ;;
  esac
  say "Starting RabbitMQ $VERSION as $1 (AMQP on port $AMQP_PORT, management on port $MANAGEMENT_PORT)"
  start_epmd
  : >"$FOLDER/log/console.log"
  # Erlang's distribution is bound to loopback as well; the last argument is the node's mark.
  in_node_detached "$(server_program)" -kernel inet_dist_use_interface '{127,0,0,1}' "$(node_mark)"
}

node_mark() { printf -- '-warren_node_%s' "$NODE"; }

await_node() {
  local deadline=$((SECONDS + START_SECONDS)) seen=false
  load_node "$1"
  until accepts 127.0.0.1 "$AMQP_PORT" && [[ $(http_status 127.0.0.1 "$MANAGEMENT_PORT" /api/overview) == 200 ]]; do
    ((SECONDS < deadline)) || start_failed "$1" "is not up after $START_SECONDS s"
    if [[ -n $(node_pid) ]]; then
      seen=true
    elif $seen || ((SECONDS > deadline - START_SECONDS + 15)); then
      start_failed "$1" "ended while starting"
    fi
    sleep 0.2
  done
}

start_failed() {
  tail -n 15 "$FOLDER/log/console.log" >&2 || true
  die "$EXIT_UNAVAILABLE" "Broker $1 $2. Its logs are in $FOLDER/log; try again after: dev/broker remove $1"
}

# The node's own environment and nothing of ours: no setting of the machine's broker reaches it.
node_environment() {
  printf '%s\n' "HOME=$FOLDER/home" "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH" \
    LANG=C.UTF-8 LC_ALL=C.UTF-8 \
    "ERL_EPMD_PORT=$EPMD_PORT" ERL_EPMD_ADDRESS=127.0.0.1 \
    "RABBITMQ_NODENAME=$NODE" "RABBITMQ_DIST_PORT=$DIST_PORT" "RABBITMQ_NODE_PORT=$AMQP_PORT" \
    "RABBITMQ_MNESIA_BASE=$FOLDER/data" "RABBITMQ_LOG_BASE=$FOLDER/log" "RABBITMQ_SCHEMA_DIR=$FOLDER/data/schema" \
    "RABBITMQ_PID_FILE=$FOLDER/data/pid" "RABBITMQ_ENABLED_PLUGINS_FILE=$FOLDER/enabled_plugins" \
    "RABBITMQ_CONFIG_FILE=$FOLDER/rabbitmq.conf" "RABBITMQ_ADVANCED_CONFIG_FILE=$FOLDER/advanced.config" \
    "RABBITMQ_CONFIG_FILES=$FOLDER/conf.d/*.conf" "RABBITMQ_CONF_ENV_FILE=$FOLDER/rabbitmq-env.conf"
}

# in_node COMMAND...: replaces this shell by the command, in the node's environment (and tree).
in_node() {
  local line environment=()
  while IFS= read -r line; do environment+=("$line"); done < <(node_environment)
  if [[ -n $TREE ]]; then
    in_tree "$TREE" "$FOLDER" env -i "${environment[@]}" "$@"
  fi
  exec env -i "${environment[@]}" "$@"
}

# Detached from our terminal and from our pipes, or a caller that reads our output would wait for the node's end.
in_node_detached() {
  (
    exec </dev/null >>"$FOLDER/log/console.log" 2>&1 8>&- 9>&-
    trap '' HUP
    if have setsid; then in_node setsid "$@"; else in_node "$@"; fi
  ) &
}

server_program() { program_path rabbitmq-server; }

# program_path PROGRAM: the upstream script; Debian's wrapper in /usr/sbin changes the user and the folders.
program_path() {
  if [[ -n $TREE || -x /usr/lib/rabbitmq/bin/$1 ]]; then
    echo "/usr/lib/rabbitmq/bin/$1"
  else
    PATH=$PATH:/usr/local/sbin:/usr/sbin command -v "$1"
  fi
}

start_epmd() {
  local deadline=$((SECONDS + 10))
  [[ -z $(epmd_pid) ]] || return 0
  in_node_detached epmd -port "$EPMD_PORT" -address 127.0.0.1
  until accepts 127.0.0.1 "$EPMD_PORT"; do
    ((SECONDS < deadline)) || start_failed "$NODE" "has no epmd: it did not start on port $EPMD_PORT"
    sleep 0.05
  done
}

# pids_with_argument ARGUMENT: the processes that carry exactly this argument.
pids_with_argument() {
  if [[ -d /proc/self ]]; then
    { grep -lzFx -e "$1" /proc/[0-9]*/cmdline 2>/dev/null || true; } | cut -d/ -f3
  else
    ps -Aww -o pid=,args= | awk -v wanted="$1" '{ for (i = 3; i <= NF; i++) if ($i == wanted) { print $1; next } }'
  fi
}

# only_program NAME: of the process ids on stdin, the first that runs this program.
only_program() {
  local pid program
  while read -r pid; do
    program=$(program_of "$pid")
    [[ ${program##*/} != "$1" ]] || { echo "$pid" && return; }
  done
}

program_of() {
  if [[ -d /proc/self ]]; then
    { tr '\0' '\n' <"/proc/$1/cmdline"; } 2>/dev/null | sed -n 1p
  else
    ps -o args= -p "$1" | cut -d' ' -f1
  fi
}

node_pid() { pids_with_argument "$(node_mark)" | only_program beam.smp; }
epmd_pid() { pids_with_argument "$EPMD_PORT" | only_program epmd; }

node_state() {
  local pid
  pid=$(node_pid)
  if [[ -z $pid ]]; then
    echo stopped
  elif [[ $(process_state "$pid") == T* ]]; then
    echo paused
  else
    echo running
  fi
}

process_state() {
  if [[ -r /proc/$1/status ]]; then sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status"; else ps -o state= -p "$1"; fi
}

# signal_node NAME SIGNAL: fails if the node does not run.
signal_node() {
  local pid
  load_node "$1"
  pid=$(node_pid)
  [[ -n $pid ]] || die "$EXIT_UNAVAILABLE" "Broker $1 is not running. Start it: dev/broker restart $1"
  kill -s "$2" "$pid"
}

# pause_node NAME: returns when it is silent. A process takes note of SIGSTOP when it next runs, and on a busy machine one
# that is waiting for its turn has other threads that go on.
pause_node() {
  signal_node "$1" STOP
  await_silence "$(node_pid)" || die "$EXIT_TEMPORARY" "Broker $1 does not stand still after SIGSTOP; look at process $(node_pid)."
}

# await_silence PID...: do all their threads stand still soon?
await_silence() {
  local pid deadline=$((SECONDS + 10))
  for pid in "$@"; do
    until stands_still "$pid"; do
      ((SECONDS < deadline)) || return 1
      sleep 0.01
    done
  done
}

# Or is gone.
stands_still() {
  if [[ -d /proc/self ]]; then
    ! { grep -hs '^State:' /proc/"$1"/task/*/status || true; } | grep -qv '[Tt] ('
  else
    [[ $(process_state "$1") == T* || -z $(process_state "$1") ]]
  fi
}

# await_end SECONDS: does the loaded node end in time?
await_end() {
  local deadline=$((SECONDS + $1))
  while [[ -n $(node_pid) ]]; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

kill_node() {
  signal_node "$1" KILL
  await_end 10 || die "$EXIT_TEMPORARY" "Broker $1 does not end after SIGKILL; look at process $(node_pid)."
}

stop_node() {
  load_node "$1"
  if [[ -n $(node_pid) ]]; then
    say "Stopping $1"
    signal_node "$1" TERM
    signal_node "$1" CONT 2>/dev/null || true
    await_end 30 || { warn "$1 does not stop; killing it." && kill_node "$1"; }
  fi
  stop_epmd
}

# The last member of a cluster turns off the light.
stop_epmd() {
  local pid member
  for member in $MEMBERS; do
    [[ -z $(pids_with_argument "-warren_node_$member") ]] || return 0
  done
  pid=$(epmd_pid)
  [[ -z $pid ]] || kill "$pid" 2>/dev/null || true
}

# The data goes too, so the node need not end cleanly; nor need it have come up.
remove_node() {
  local pid port deadline=$((SECONDS + 10))
  load_node "$1"
  while pid=$(pids_with_argument "$(node_mark)") && [[ -n $pid ]]; do
    # shellcheck disable=SC2086
    kill -s KILL $pid 2>/dev/null || true
    ((SECONDS < deadline)) || die "$EXIT_TEMPORARY" "Broker $1 does not end after SIGKILL; look at process $pid."
    sleep 0.05
  done
  stop_epmd
  for port in "$AMQP_PORT" "$MANAGEMENT_PORT" "$DIST_PORT" "$EPMD_PORT"; do release_port "$port" "$FOLDER"; done
  rm -rf "$FOLDER"
  leave_tree "$TREE" "$FOLDER"
}

print_node() {
  load_node "$1"
  printf 'RABBITMQ_URI=amqp://guest:guest@127.0.0.1:%s\n' "$AMQP_PORT"
  printf 'RABBITMQ_MANAGEMENT_URI=http://guest:guest@127.0.0.1:%s\n' "$MANAGEMENT_PORT"
  printf 'RABBITMQ_NODE_PID=%s\n' "$(node_pid)"
}
