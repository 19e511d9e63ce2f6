# shellcheck shell=bash
# ensure_rabbitmq: a broker for whoever needs one, by the first means that this machine has.

readonly RABBITMQ_IMAGE=rabbitmq:4-management
STARTED_NODE='' STARTED_CONTAINER=''

# ensure_rabbitmq [VERSION]: exports RABBITMQ_URI and RABBITMQ_MANAGEMENT_URI.
# A VERSION always gets a private node of that version. What was started here, stop_started_rabbitmq stops.
ensure_rabbitmq() {
  if [[ -n ${1:-} ]]; then
    start_own_node "$1"
  elif [[ -n ${RABBITMQ_URI:-} ]]; then
    check_given_rabbitmq
  elif docker_answers && start_container; then
    return
  elif server_installed || can_install_packages; then
    start_own_node installed
  else
    die "$EXIT_UNAVAILABLE" "There is no RabbitMQ here, and no means to start one. Do one of these:" $'\n' \
      " 1. Install Docker and start it, then run this again." $'\n' \
      " 2. Install RabbitMQ (Debian, Ubuntu: sudo apt-get install rabbitmq-server; macOS: brew install rabbitmq)," \
      "then run this again." $'\n' \
      " 3. Name a running broker with the management plugin: RABBITMQ_URI=amqp://user:password@host:5672" \
      "RABBITMQ_MANAGEMENT_URI=http://user:password@host:15672"
  fi
}

stop_started_rabbitmq() {
  if [[ -n $STARTED_NODE ]] && node_exists "$STARTED_NODE"; then
    "$REPOSITORY/dev/broker" remove "$STARTED_NODE" || true
  fi
  if [[ -n $STARTED_CONTAINER ]]; then
    docker rm --force --volumes "$STARTED_CONTAINER" >/dev/null 2>&1 || true
    rm -rf "$(container_folder)"
  fi
  STARTED_NODE='' STARTED_CONTAINER=''
}

started_rabbitmq() { [[ -n $STARTED_NODE$STARTED_CONTAINER ]]; }

start_own_node() {
  local lines
  STARTED_NODE=private-$(random_word)
  lines=$("$REPOSITORY/dev/broker" start "$STARTED_NODE" --version "$1") || exit "$?"
  RABBITMQ_URI=$(sed -n 's/^RABBITMQ_URI=//p' <<<"$lines")
  RABBITMQ_MANAGEMENT_URI=$(sed -n 's/^RABBITMQ_MANAGEMENT_URI=//p' <<<"$lines")
  export RABBITMQ_URI RABBITMQ_MANAGEMENT_URI
}

docker_answers() { have docker && within 5 docker info >/dev/null 2>&1; }

container_folder() { printf '%s/container-%s\n' "$BROKERS" "$STARTED_CONTAINER"; }

# Fails, and leaves nothing, if the image cannot be had; then there may be another way.
start_container() {
  local amqp_port management_port
  STARTED_CONTAINER=warren-$(random_word)
  mkdir -p "$(container_folder)"
  amqp_port=$(reserve_port "$(container_folder)") management_port=$(reserve_port "$(container_folder)")
  say "Starting RabbitMQ in Docker: $RABBITMQ_IMAGE as $STARTED_CONTAINER (ports $amqp_port and $management_port)"
  if ! docker run --detach --rm --name "$STARTED_CONTAINER" --publish "127.0.0.1:$amqp_port:5672" \
    --publish "127.0.0.1:$management_port:15672" "$RABBITMQ_IMAGE" >/dev/null; then
    warn "Docker could not start $RABBITMQ_IMAGE; looking for another way."
    stop_started_rabbitmq
    return 1
  fi
  await_container "$amqp_port" "$management_port"
  docker exec "$STARTED_CONTAINER" rabbitmq-plugins enable rabbitmq_shovel rabbitmq_shovel_management >/dev/null
  export RABBITMQ_URI=amqp://guest:guest@127.0.0.1:$amqp_port
  export RABBITMQ_MANAGEMENT_URI=http://guest:guest@127.0.0.1:$management_port
}

await_container() {
  local deadline=$((SECONDS + START_SECONDS))
  until accepts 127.0.0.1 "$1" && [[ $(http_status 127.0.0.1 "$2" /api/overview) == 200 ]]; do
    ((SECONDS < deadline)) || die "$EXIT_UNAVAILABLE" "RabbitMQ in Docker is not up after $START_SECONDS s." \
      "Look at: docker logs $STARTED_CONTAINER"
    sleep 0.5
  done
}

# An address is given: it must answer. Credentials are never printed.
check_given_rabbitmq() {
  split_uri "$RABBITMQ_URI"
  local host=$URI_HOST port=$URI_PORT login=$URI_LOGIN
  [[ $URI_SCHEME == amqp || $URI_SCHEME == amqps ]] ||
    die "$EXIT_USAGE" "RABBITMQ_URI must begin with amqp:// or amqps://, not with $URI_SCHEME://."
  accepts "$host" "$port" || die "$EXIT_UNAVAILABLE" "Nothing accepts connections on $host port $port, which RABBITMQ_URI names." \
    "Start that broker, correct the address, or unset RABBITMQ_URI to have one started."
  : "${RABBITMQ_MANAGEMENT_URI:=http://$login@$host:15672}"
  check_given_management
  export RABBITMQ_URI RABBITMQ_MANAGEMENT_URI
  say "Using the broker at $host port $port"
}

check_given_management() {
  local status
  split_uri "$RABBITMQ_MANAGEMENT_URI"
  if [[ $URI_SCHEME == https ]]; then
    accepts "$URI_HOST" "$URI_PORT" && return
  else
    status=$(http_status "$URI_HOST" "$URI_PORT" "${URI_PATH%/}/api/overview" "$(decode_percent "$URI_LOGIN")") || true
    [[ $status != 200 ]] || return 0
  fi
  die "$EXIT_UNAVAILABLE" "The management API on $URI_HOST port $URI_PORT answers ${status:-nothing} instead of 200." \
    "Enable it (rabbitmq-plugins enable rabbitmq_management), or name its address and login in RABBITMQ_MANAGEMENT_URI."
}

# split_uri URI: sets URI_SCHEME, URI_LOGIN, URI_HOST, URI_PORT and URI_PATH.
split_uri() {
  local rest=${1#*://} authority address
  URI_SCHEME=${1%%://*} URI_LOGIN=guest:guest
  authority=${rest%%/*} URI_PATH=${rest#"${rest%%/*}"}
  [[ $authority != *@* ]] || URI_LOGIN=${authority%@*}
  address=${authority##*@} URI_PORT=
  [[ ! $address =~ :([0-9]+)$ ]] || URI_PORT=${BASH_REMATCH[1]}
  URI_HOST=${address%":$URI_PORT"} URI_HOST=${URI_HOST#[} URI_HOST=${URI_HOST%]}
  : "${URI_PORT:=$(default_port "$URI_SCHEME")}"
}

default_port() {
  case $1 in
    amqp) echo 5672 ;;
    amqps) echo 5671 ;;
    https) echo 443 ;;
    *) echo 80 ;;
  esac
}

decode_percent() { printf '%b' "${1//%/\\x}"; }
