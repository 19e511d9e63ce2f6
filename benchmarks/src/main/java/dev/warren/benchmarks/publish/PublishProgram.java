package dev.warren.benchmarks.publish;

import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.NoOpJob;
import dev.warren.job.JobId;
import dev.warren.publish.Enqueued;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** Warren's side: a publisher that enqueues a number of jobs and ends. */
public final class PublishProgram {
    private static final int BYTES = 256;
    private static final int AT_ONCE = 10_000;

    private PublishProgram() {}

    /** How it enqueues. */
    enum Way {
        /** Waits for each one's future. */
        SINGLE {
            @Override
            void enqueue(Publisher publisher, int count) {
                for (int i = 0; i < count; i++) {
                    publisher.enqueue(NoOpJob.of(i, BYTES)).join();
                }
            }
        },
        /** Waits for all futures at the end; the window holds it back. */
        WINDOW {
            @Override
            void enqueue(Publisher publisher, int count) {
                List<CompletableFuture<JobId>> futures = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    futures.add(publisher.enqueue(NoOpJob.of(i, BYTES)));
                }
                futures.forEach(CompletableFuture::join);
            }
        },
        /** List by list. */
        BULK {
            @Override
            void enqueue(Publisher publisher, int count) {
                for (int done = 0; done < count; done += AT_ONCE) {
                    List<NewJob<NoOpJob>> jobs = LongStream.range(done, Math.min(count, done + AT_ONCE))
                            .mapToObj(number -> NoOpJob.of(number, BYTES))
                            .toList();
                    if (!publisher.enqueueAll(jobs).stream().allMatch(Enqueued::isConfirmed)) {
                        throw new IllegalStateException("not all jobs were confirmed");
                    }
                }
            }
        };

        abstract void enqueue(Publisher publisher, int count);
    }

    /** Arguments: the broker's address, the queues' type, the way, jobs, window. */
    public static void main(String[] args) {
        Jobs jobs = new Jobs(args[0], QueueType.valueOf(args[1]), List.of(LaneName.BULK));
        SenderSettings settings =
                SenderSettings.STANDARD.withWindow(Integer.parseInt(args[4])).withRoomWithin(Duration.ofMinutes(1));
        try (Publisher publisher = Publisher.builder(RabbitBroker.at(jobs.uri()))
                .topology(jobs.topology())
                .settings(settings)
                .start()) {
            Way.valueOf(args[2]).enqueue(publisher, Integer.parseInt(args[3]));
        }
    }
}
