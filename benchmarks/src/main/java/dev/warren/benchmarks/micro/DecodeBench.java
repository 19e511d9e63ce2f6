package dev.warren.benchmarks.micro;

import dev.warren.broker.Message;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.JobMessage;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.MessageReader;
import dev.warren.wire.Reading;
import dev.warren.wire.WireLimits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it takes to read a message: its properties and headers in the claim stage, its payload where the handler runs. */
@State(Scope.Thread)
public class DecodeBench {
    private final MessageReader reader =
            new MessageReader(WireLimits.STANDARD, JacksonCodec.within(WireLimits.STANDARD), () -> "made");
    private final Message fresh = SampleJobs.freshMessage();
    private final Message retried = SampleJobs.retriedMessage();
    private final JobMessage job = job();

    private JobMessage job() {
        if (reader.read(fresh, SampleJobs.NOW) instanceof Reading.Readable readable) {
            return readable.job();
        }
        throw new IllegalStateException("the sample can't be read");
    }

    /** A message as it is published. */
    @Benchmark
    public Object freshHeaders() {
        return reader.read(fresh, SampleJobs.NOW);
    }

    /** A message that is tried again. */
    @Benchmark
    public Object retriedHeaders() {
        return reader.read(retried, SampleJobs.NOW);
    }

    /** 256 bytes of JSON into a record. */
    @Benchmark
    public Object payload() throws MalformedMessage {
        return reader.payload(job, SampleJobs.Payload.class);
    }
}
