package dev.warren.samples.sync;

import dev.warren.job.Job;
import dev.warren.job.JobHandler;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.job.Uniqueness;
import dev.warren.publish.NewJob;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import dev.warren.samples.SampleRun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Copies a user from an API that is slow, often down, and takes one export of a user at a time. The lock is a header of the job and not a
 * line in the handler: while one sync of a user runs, on whatever worker, the next waits; a worker that dies leaves nothing locked.
 */
public final class SyncSample {
    /** The job type. */
    public static final JobType<Sync> SYNC = JobType.of("user.sync", Sync.class)
            .retrying(RetryPolicy.standard().withMaxAttempts(5).withBackoff(Backoff.intervals(Duration.ofMillis(200))));

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI directory;
    private final Map<String, String> copies;

    private SyncSample(URI directory, Map<String, String> copies) {
        this.directory = directory;
        this.copies = copies;
    }

    /**
     * The payload.
     *
     * @param user whom to copy
     */
    public record Sync(String user) {}

    /** A sync to be enqueued: of one user, one runs at a time, and none is lost. */
    public static NewJob<Sync> of(String user) {
        return NewJob.of(SYNC, new Sync(user))
                .unique(Uniqueness.of("user-" + user).whileRunning().waiting());
    }

    /**
     * The handler.
     *
     * @param directory where the API is
     * @param copies where the users go
     */
    public static JobHandler<Sync> handler(URI directory, Map<String, String> copies) {
        return new SyncSample(directory, copies)::sync;
    }

    private JobResult sync(Job<Sync> job) throws IOException, InterruptedException {
        String user = job.payload().user();
        require(201, send("POST", user));
        try {
            HttpResponse<String> export = send("GET", user);
            require(200, export);
            copies.put(user, export.body());
        } finally {
            send("DELETE", user);
        }
        return JobResult.done();
    }

    private HttpResponse<String> send(String method, String user) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(directory.resolve(user))
                .timeout(TIMEOUT)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void require(int status, HttpResponse<String> response) throws IOException {
        if (response.statusCode() != status) {
            throw new IOException("the directory answered " + response.statusCode());
        }
    }

    /** Runs this sample alone: three syncs of each of two users at once, against an API that is down for every second read. */
    public static void main(String[] args) throws Exception {
        Map<String, String> copies = new ConcurrentHashMap<>();
        try (UserDirectory directory = UserDirectory.start(UserDirectory::flaky)) {
            List<NewJob<Sync>> jobs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                jobs.add(of("41"));
                jobs.add(of("42"));
            }
            SampleRun.run(SYNC, handler(directory.address(), copies), jobs);
            System.out.println(
                    "users copied: " + copies.keySet() + ", syncs of a user beside another: " + directory.conflicts());
        }
    }
}
