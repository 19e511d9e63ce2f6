#!/bin/sh
# Enqueues a job with RabbitMQ's own rabbitmqadmin (the one in Python, up to RabbitMQ 4.2):
# enqueue-rabbitmqadmin.sh TYPE JSON [LANE]. The broker is the one in RABBITMQ_MANAGEMENT_URI.
set -eu

fail() {
  echo "not enqueued: $1" >&2
  exit 1
}

[ $# -ge 2 ] || fail "usage: enqueue-rabbitmqadmin.sh TYPE JSON [LANE]"
uri=${RABBITMQ_MANAGEMENT_URI:-http://guest:guest@localhost:15672}
address=${uri#*://} login=${uri#*://}
login=${login%@*} address=${address##*@} address=${address%/}
exchange=${WARREN_NAMESPACE:-jobs}.${3:-default}
id=$(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)
case $1 in *[!A-Za-z0-9._-]*) fail "a type with other characters than A-Z a-z 0-9 . _ - needs a JSON library" ;; esac

answer=$(rabbitmqadmin --host="${address%:*}" --port="${address##*:}" --vhost="${RABBITMQ_VHOST:-/}" \
  --username="${login%%:*}" --password="${login#*:}" publish exchange="$exchange" routing_key="$1" payload="$2" \
  properties="{\"type\": \"$1\", \"message_id\": \"$id\", \"content_type\": \"application/json\", \"delivery_mode\": 2}" \
  2>&1) || fail "$answer; is there an exchange $exchange? A worker declares it"

case $answer in
  'Message published') echo "$id" ;;
  *) fail "$answer" ;;
esac
