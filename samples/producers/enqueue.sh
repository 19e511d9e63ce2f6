#!/bin/sh
# Enqueues a job through RabbitMQ's management API: enqueue.sh TYPE JSON [LANE]. Needs curl; for a few jobs, not for many.
# The broker is the one in RABBITMQ_MANAGEMENT_URI, its virtual host the one in RABBITMQ_VHOST (as a URI has it: %2F is /).
set -eu

fail() {
  echo "not enqueued: $1" >&2
  exit 1
}

[ $# -ge 2 ] || fail "usage: enqueue.sh TYPE JSON [LANE]"
api=${RABBITMQ_MANAGEMENT_URI:-http://guest:guest@localhost:15672}
exchange=${WARREN_NAMESPACE:-jobs}.${3:-default}
id=$(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)
case $1 in *[!A-Za-z0-9._-]*) fail "a type with other characters than A-Z a-z 0-9 . _ - needs a JSON library" ;; esac
payload=$(printf %s "$2" | base64 | tr -d '\n') # so that nothing in it has to be escaped

answer=$(curl -sS --max-time 30 -H 'content-type: application/json' \
  "${api%/}/api/exchanges/${RABBITMQ_VHOST:-%2F}/$exchange/publish" -d @- <<JSON
{"routing_key": "$1", "payload": "$payload", "payload_encoding": "base64",
 "properties": {"type": "$1", "message_id": "$id", "content_type": "application/json", "delivery_mode": 2}}
JSON
) || fail "the management API at RABBITMQ_MANAGEMENT_URI does not answer"

# RabbitMQ answers after its own confirm, and says whether any queue took the message.
case $answer in
  *'"routed":true'*) echo "$id" ;;
  *) fail "$answer; is there an exchange $exchange? A worker declares it" ;;
esac
