package dev.warren.client;

import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.outcome.LeftOut;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.PayloadCodec;
import dev.warren.wire.WireLimits;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes of an ended job's record what its handler answered. */
final class ResultReader {
    private final PayloadCodec codec;

    ResultReader(WireLimits limits) {
        this.codec = JacksonCodec.within(limits);
    }

    <T> Optional<T> read(JobRecord ended, Class<T> type) {
        if (ended.status() != JobStatus.SUCCEEDED) {
            throw new JobFailed(ended);
        }
        Optional<String> json = ended.resultJson();
        json.flatMap(LeftOut::sentence).ifPresent(why -> {
            throw new ResultUnreadable("the result of job " + ended.id() + " was not kept: " + why, null);
        });
        return json.map(text -> read(ended, text, type));
    }

    private <T> T read(JobRecord ended, String json, Class<T> type) {
        try {
            return codec.read(json.getBytes(StandardCharsets.UTF_8), type);
        } catch (MalformedMessage e) {
            throw new ResultUnreadable(
                    "the result of job " + ended.id() + " is no " + type.getSimpleName() + ": " + e.sentence(), e);
        }
    }
}
