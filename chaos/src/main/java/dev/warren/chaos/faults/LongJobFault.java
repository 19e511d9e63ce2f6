package dev.warren.chaos.faults;

import dev.warren.chaos.load.Kind;
import dev.warren.chaos.load.PublisherProcess;
import dev.warren.chaos.servers.Server;
import java.time.Duration;

/** A job that runs for longer than the broker waits for an ack, so that it closes the worker's channel meanwhile. */
enum LongJobFault implements Fault {
    /** The time is 2 s here, instead of half an hour, until the broker is started again. */
    CONSUMER_TIMEOUT;

    @Override
    public String word() {
        return "consumer-timeout";
    }

    @Override
    public Track track() {
        return Track.JOBS;
    }

    @Override
    public Recovery recovery() {
        return Recovery.NONE;
    }

    @Override
    public Duration lasts(Arena arena) {
        return Duration.ZERO;
    }

    /** The channels of RabbitMQ before 4.3 look every second then, instead of every minute. */
    @Override
    public void prepare(Server broker) {
        broker.ctl("eval", "application:set_env(rabbit, consumer_timeout, 2000).");
        broker.ctl("eval", "application:set_env(rabbit, channel_tick_interval, 1000).");
    }

    @Override
    public Blow aim(Arena arena, int choice) {
        return new Steps("job", () -> arena.publishers().atWork(choice).order(PublisherProcess.ONE + Kind.LONG));
    }
}
