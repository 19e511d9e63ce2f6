package dev.warren.console.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.job.JobProvider;
import dev.warren.job.JobRegistry;
import dev.warren.job.JobType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Jobs that write a line to the file {@code ran} in the working directory: at once, or after some time. */
public final class SampleJobs implements JobProvider {
    private static final Path RAN = Path.of("ran");

    /** For the service loader. */
    public SampleJobs() {}

    @Override
    public void register(JobRegistry jobs) {
        jobs.run(JobType.of("note", JsonNode.class), job -> note(job.payload().toString()))
                .run(JobType.of("slow", JsonNode.class), job -> {
                    note("began");
                    try {
                        TimeUnit.MILLISECONDS.sleep(job.payload().asLong());
                    } catch (InterruptedException e) {
                        note(job.isCancelled() ? "cancelled" : "interrupted");
                        throw e;
                    }
                    note("ended");
                });
    }

    @Override
    public void start() throws IOException {
        note("start");
    }

    @Override
    public void stop() throws IOException {
        note("stop");
    }

    private static synchronized void note(String line) throws IOException {
        Files.writeString(RAN, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
