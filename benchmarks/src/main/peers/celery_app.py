"""Celery's side: acks after the work, RabbitMQ as the broker, no result backend, a job that does nothing.

  python3 celery_app.py version
  python3 celery_app.py enqueue-single N    each publish confirmed before the next
  python3 celery_app.py enqueue-bulk N      one after the other, unconfirmed: Celery's default; it has nothing for many at once
  python3 celery_app.py drain N POOL SIZE MULTIPLIER
                                            a worker with the pool prefork or threads, its processes or threads, and the messages it
                                            prefetches for each of these; it runs until it is ended

The broker is in RABBITMQ_URI. Celery 5.2 asks for a prefetch count of the whole channel, which quorum queues refuse: the queue is classic.
"""

import os
import sys
import time
from multiprocessing import Value

import celery

QUEUE = "peers-celery"
FILLER = "x" * 210

app = celery.Celery("celery_app", broker=os.environ.get("RABBITMQ_URI"))
app.conf.update(
    task_acks_late=True,
    task_default_queue=QUEUE,
    task_ignore_result=True,
    # Its temporary queues are refused by newer brokers, and nobody controls this worker.
    worker_enable_remote_control=False,
)

# Shared with the pool's processes, which are forked.
jobs = int(os.environ.get("PEER_JOBS", "0"))
done = Value("q", 0)
started = Value("d", 0.0)
last_third = Value("d", 0.0)


@app.task(name="noop")
def noop(number, filler):
    with done.get_lock():
        done.value += 1
        now = time.monotonic()
        if done.value == 1:
            started.value = now
        if done.value == jobs - jobs // 3:
            last_third.value = now
        if done.value == jobs:
            whole = (jobs - 1) / (now - started.value)
            # Not print: Celery makes that a log line.
            os.write(1, f"figure last={(jobs // 3) / (now - last_third.value)}\nfigure drained={whole}\n".encode())


def enqueue(count, confirmed):
    app.conf.broker_transport_options = {"confirm_publish": confirmed}
    with app.connection_for_write() as connection:
        app.amqp.queues[QUEUE].bind(connection.default_channel).declare()
        connection.default_channel.queue_purge(QUEUE)
    with app.producer_or_acquire() as producer:
        begin = time.monotonic()
        for number in range(count):
            noop.apply_async((number, FILLER), producer=producer)
        print(f"figure enqueued={count / (time.monotonic() - begin)}", flush=True)


def drain(count, pool, size, multiplier):
    os.environ["PEER_JOBS"] = count
    arguments = ["--pool", pool, "--concurrency", size, "--prefetch-multiplier", multiplier, "--loglevel", "WARNING"]
    arguments += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    os.execv(sys.executable, [sys.executable, "-m", "celery", "-A", "celery_app", "worker", *arguments])


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    if command == "version":
        print("version", celery.__version__.split()[0])
    elif command == "drain":
        drain(*rest)
    else:
        enqueue(int(rest[0]), confirmed=command == "enqueue-single")
