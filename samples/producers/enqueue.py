#!/usr/bin/env python3
"""Enqueues a job with pika: enqueue.py TYPE JSON [LANE]. The broker is the one in RABBITMQ_URI."""
import json
import os
import sys
import uuid

import pika
from pika.exceptions import AMQPConnectionError, ChannelClosedByBroker, NackError


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: enqueue.py TYPE JSON [LANE]")
    job_type, payload, lane = (sys.argv[1:] + ["default"])[:3]
    json.loads(payload)  # a worker would dead-letter what is no JSON
    job_id = str(uuid.uuid4())
    uri = os.environ.get("RABBITMQ_URI", "amqp://guest:guest@localhost:5672")
    connection = pika.BlockingConnection(pika.URLParameters(uri))
    channel = connection.channel()
    channel.confirm_delivery()  # basic_publish returns after the broker's confirm, or raises
    properties = pika.BasicProperties(
        type=job_type, message_id=job_id, content_type="application/json", delivery_mode=2)  # 2: persistent
    exchange = os.environ.get("WARREN_NAMESPACE", "jobs") + "." + lane
    channel.basic_publish(exchange, job_type, payload.encode("utf-8"), properties)
    connection.close()
    print(job_id)


try:
    main()
except json.JSONDecodeError as error:
    sys.exit(f"the payload is no JSON: {error}")
except (AMQPConnectionError, ChannelClosedByBroker, NackError) as error:
    sys.exit(f"not enqueued; start a worker, or check RABBITMQ_URI and the lane: {error!r}")
