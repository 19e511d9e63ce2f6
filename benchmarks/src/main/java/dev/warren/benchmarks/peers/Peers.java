package dev.warren.benchmarks.peers;

import dev.warren.benchmarks.JavaProgram;
import dev.warren.benchmarks.Measurement;
import dev.warren.benchmarks.Measurement.Better;
import dev.warren.benchmarks.MeasurementSource;
import dev.warren.benchmarks.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Other ways to run background jobs, beside Warren. What each does for a job is from its documentation; {@code docs/peers.md} names the pages. A
 * peer that is not installed is left out, and the report says so.
 */
public final class Peers implements MeasurementSource {
    private static final String UNIT = "jobs/s";

    /** For the service loader. */
    public Peers() {}

    @Override
    public List<Measurement> measurements() {
        return List.of(springContainers(), everyone());
    }

    private static Measurement springContainers() {
        return new Measurement(
                "spring",
                "Spring AMQP's containers",
                "What acks and retries cost Spring AMQP 3.2: with its JSON converter, one consumer, prefetch 5,000 and a listener that does nothing it"
                        + " empties a full quorum queue of jobs of 256 B. The worker counts its own jobs, from the first to the last.",
                UNIT,
                Better.HIGHER,
                Where.QUORUM_QUEUES_SELDOM,
                Stream.of(
                                spring("direct container, ack every 50", "DIRECT", "50", "PLAIN"),
                                spring("simple container, ack every 50", "SIMPLE", "50", "PLAIN"),
                                spring("direct container, ack each", "DIRECT", "1", "PLAIN"),
                                spring("simple container, ack each", "SIMPLE", "1", "PLAIN"),
                                spring("direct container, ack every 50, retried", "DIRECT", "50", "RETRIED"))
                        .map(peer -> peer.contender(Peer.Part.DRAIN))
                        .toList());
    }

    private static Measurement everyone() {
        List<ForeignPeer> missing = new ArrayList<>();
        List<Peer> peers = new ArrayList<>(List.of(
                warren(), spring("direct container, ack every 50", "DIRECT", "50", "PLAIN"), jobRunr(), dbScheduler()));
        for (ForeignPeer foreign : ForeignPeer.values()) {
            if (foreign.isInstalled()) {
                peers.addAll(foreign.peers());
            } else {
                missing.add(foreign);
            }
        }
        return new Measurement(
                "peers",
                "Other ways to run jobs",
                "Jobs of about 256 B that do nothing. Each peer adds jobs one by one, each in safety before the next (`one by one`), then many in the"
                        + " fastest way it has (`in bulk`), and one process of workers runs all of these; its figure is jobs run a second, from"
                        + " the first to the last, as counted by the worker. Redis writes its file with `appendfsync everysec`, as BullMQ's and Redis'"
                        + " documentation recommend: up to a second of jobs may be lost with the machine. RabbitMQ's queues and PostgreSQL's commits are"
                        + " on disk before they are confirmed. What stands beside each figure is what it buys."
                        + leftOut(missing),
                UNIT,
                Better.HIGHER,
                Where.ONE_BROKER,
                peers.stream().map(peer -> peer.contender(Peer.Part.ALL)).toList());
    }

    private static String leftOut(List<ForeignPeer> missing) {
        if (missing.isEmpty()) {
            return "";
        }
        return " Not installed here, and so left out: "
                + String.join(
                        ", ", missing.stream().map(ForeignPeer::howToInstall).toList()) + ".";
    }

    private static Peer warren() {
        return new Peer(
                "Warren, PostgreSQL",
                "late ack; survives kill -9, back within seconds; on disk; deduplicated; retries with delay; status",
                PeerServers.RABBIT_AND_POSTGRES,
                java(WarrenProgram.class),
                List.of(),
                new Peer.Counts(3_000, 100_000));
    }

    private static Peer spring(String form, String... worker) {
        return new Peer(
                "Spring AMQP, " + form,
                "late ack; survives kill -9; on disk; not deduplicated; "
                        + (form.endsWith("retried")
                                ? "3 attempts on the listener's thread, which does nothing else meanwhile, then republished to a queue for the dead"
                                : "failures requeued at once")
                        + "; no status",
                PeerServers.RABBIT,
                java(SpringProgram.class),
                List.of(worker),
                new Peer.Counts(3_000, 100_000));
    }

    private static Peer jobRunr() {
        return new Peer(
                "JobRunr on PostgreSQL",
                "recorded after the job; survives kill -9, back after a minute; on disk; deduplicated by an id that is given; retries with delay; status",
                PeerServers.POSTGRES,
                java(JobRunrProgram.class),
                List.of(),
                new Peer.Counts(300, 15_000));
    }

    private static Peer dbScheduler() {
        return new Peer(
                "db-scheduler on PostgreSQL, 50 threads",
                "row removed after the job; survives kill -9, back after half an hour; on disk; deduplicated by its id while it waits; retries with delay;"
                        + " status until it has run",
                PeerServers.POSTGRES,
                java(DbSchedulerProgram.class),
                List.of(),
                new Peer.Counts(1_000, 40_000));
    }

    private static List<String> java(Class<?> program) {
        return JavaProgram.of(program.getName());
    }
}
