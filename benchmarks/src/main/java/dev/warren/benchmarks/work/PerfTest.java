package dev.warren.benchmarks.work;

import dev.warren.benchmarks.JavaProgram;
import dev.warren.topology.LaneName;
import java.util.ArrayList;
import java.util.List;

/** RabbitMQ's own load generator on the same exchanges and queues: it decodes nothing and remembers nothing, so it is the ceiling. */
public final class PerfTest {
    /** As the report names it. */
    public static final String NAME = "PerfTest";

    private static final String MAIN = "com.rabbitmq.perf.PerfTest";

    private PerfTest() {}

    /** Consumes so many messages of the first lane and ends. */
    public static List<String> consumer(Jobs jobs, int count, int prefetch, int ackEvery) {
        return command(
                jobs, List.of("-x", "0", "-y", "1", "-D", text(count), "-q", text(prefetch), "-A", text(ackEvery)));
    }

    /** Publishes so many persistent messages to the first lane's exchange, with so many unconfirmed at most, and ends. */
    public static List<String> producer(Jobs jobs, int count, int bytes, int window) {
        List<String> options = new ArrayList<>(exchange(jobs));
        options.addAll(List.of("-x", "1", "-y", "0", "-C", text(count), "-s", text(bytes), "-c", text(window)));
        return command(jobs, options);
    }

    /** Publishes at a rate for some seconds and consumes the same; acks each message. */
    public static List<String> both(Jobs jobs, int rate, int seconds, int bytes, int window, int prefetch) {
        List<String> options = new ArrayList<>(exchange(jobs));
        options.addAll(List.of("-x", "1", "-y", "1", "--rate", text(rate), "-z", text(seconds)));
        options.addAll(List.of("-s", text(bytes), "-c", text(window), "-q", text(prefetch)));
        return command(jobs, options);
    }

    private static List<String> exchange(Jobs jobs) {
        LaneName lane = jobs.lanes().get(0);
        return List.of("-e", jobs.topology().exchange(lane), "-t", "topic", "-k", "noop");
    }

    private static List<String> command(Jobs jobs, List<String> options) {
        List<String> all =
                new ArrayList<>(List.of(MAIN, "-h", jobs.uri(), "-u", jobs.queue(), "-p", "-f", "persistent"));
        all.addAll(options);
        return JavaProgram.of(all.toArray(new String[0]));
    }

    private static String text(int number) {
        return Integer.toString(number);
    }
}
