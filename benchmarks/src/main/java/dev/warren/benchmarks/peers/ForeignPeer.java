package dev.warren.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A peer that is not in Java: its program is a file in {@code src/main/peers}. */
enum ForeignPeer {
    /** Celery on RabbitMQ. */
    CELERY("Celery (apt-get install python3-celery)", "/usr/bin/python3", "celery_app.py") {
        @Override
        List<Peer> peers() {
            // With a full prefetch the pool of threads acks every two seconds, whatever has run; a large one hides
            // that.
            return List.of(celery("2 processes", "prefork", "2", "4"), celery("8 threads", "threads", "8", "100"));
        }

        private Peer celery(String form, String... worker) {
            return peer(
                    "Celery on RabbitMQ, " + form,
                    "late ack (an option); survives kill -9 of the whole worker; classic queue, enqueued unconfirmed in bulk; not deduplicated;"
                            + " retries with delay, held by a worker; no status without a result backend",
                    PeerServers.RABBIT,
                    List.of(worker),
                    new Peer.Counts(1_000, 20_000));
        }
    },
    /** BullMQ on Redis. */
    BULLMQ("BullMQ (npm install in benchmarks/src/main/peers)", "node", "bullmq.mjs") {
        @Override
        List<Peer> peers() {
            return List.of(bullmq("1"), bullmq("50"));
        }

        private Peer bullmq(String concurrency) {
            return peer(
                    "BullMQ on Redis, concurrency " + concurrency,
                    "locked while it runs; survives kill -9, back after half a minute, once; on disk within a second; deduplicated by an id that is given;"
                            + " retries with delay; status",
                    PeerServers.REDIS,
                    List.of(concurrency),
                    new Peer.Counts(2_000, 60_000));
        }
    },
    /** Sidekiq on Redis. */
    SIDEKIQ("Sidekiq (apt-get install ruby-sidekiq)", "ruby", "sidekiq.rb") {
        @Override
        List<Peer> peers() {
            return List.of(peer(
                    "Sidekiq on Redis, 10 threads",
                    "removed before the job: kill -9 loses what runs (not so in its paid form); on disk within a second; not deduplicated; retries with"
                            + " delay; no status",
                    PeerServers.REDIS,
                    List.of("10"),
                    new Peer.Counts(2_000, 60_000)));
        }
    };

    private final String howToInstall;
    private final List<String> command;

    ForeignPeer(String howToInstall, String interpreter, String file) {
        this.howToInstall = howToInstall;
        this.command = List.of(interpreter, folder().resolve(file).toString());
    }

    /** Who takes part. */
    abstract List<Peer> peers();

    /** Its name, and how it is installed. */
    String howToInstall() {
        return howToInstall;
    }

    /** Does its program start here? */
    boolean isInstalled() {
        List<String> version = new ArrayList<>(command);
        version.add("version");
        try {
            Process process = new ProcessBuilder(version)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(20, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no interpreter
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Peer peer(String name, String semantics, PeerServers servers, List<String> drainOptions, Peer.Counts counts) {
        return new Peer(name, semantics, servers, command, drainOptions, counts);
    }

    /** Beside the build's folder, in which this class is. */
    private static Path folder() {
        try {
            Path classes = Path.of(ForeignPeer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolveSibling("../src/main/peers").normalize();
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
