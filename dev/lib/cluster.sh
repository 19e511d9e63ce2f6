# shellcheck shell=bash
# Three nodes, NAME-1 to NAME-3, that share a cookie and an epmd and find each other at their first start.

start_cluster() {
  local name=$1 version=$2 member
  node_exists "$name-1" || create_cluster "$name" "$version"
  for member in "$name"-{1,2,3}; do run_start "$member"; done
  for member in "$name"-{1,2,3}; do await_node "$member"; done
  await_members "$name"
}

create_cluster() {
  local name=$1 version=$2 word epmd_port member
  word=$(random_word)
  epmd_port=$(reserve_port "$(node_folder "$name-1")")
  for member in "$name"-{1,2,3}; do create_node "$member" "$version" "$name" "$epmd_port" "$word"; done
}

# Each node may be up before it has joined.
await_members() {
  local deadline=$((SECONDS + START_SECONDS))
  load_node "$1-1"
  until [[ $(http_body 127.0.0.1 "$MANAGEMENT_PORT" /api/nodes | grep -o '"running":true' | wc -l) -eq 3 ]]; do
    ((SECONDS < deadline)) || die "$EXIT_UNAVAILABLE" "The nodes of cluster $1 are up but did not join." \
      "Their logs are in $BROKERS/$1-*/log; try again after: dev/broker cluster remove $1"
    sleep 0.2
  done
}

# Backwards, so that the first to start again is the last that stopped, and need not wait for another.
for_each_member() {
  local member
  for member in "$2"-{3,2,1}; do
    ! node_exists "$member" || "$1" "$member"
  done
}

print_cluster() {
  local member
  for member in "$1"-{1,2,3}; do
    load_node "$member"
    print_node "$member"
  done
}
