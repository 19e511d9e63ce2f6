package dev.warren.deadletter;

import dev.warren.broker.Message;
import dev.warren.topology.LaneName;
import dev.warren.wire.DeathNote;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.JobMessage;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.MessageReader;
import dev.warren.wire.Reading;
import dev.warren.wire.WireLimits;
import java.time.Clock;
import java.util.Optional;

/** Reads whatever lies in a dead-letter queue; nothing is too odd to be shown. */
final class LetterReader {
    /** A dead letter carries what made it malformed, and Warren's own headers beside. */
    private static final WireLimits GENEROUS = new WireLimits(128 << 20, 1_000, 64 << 10, 1_000);

    private final MessageReader reader =
            new MessageReader(GENEROUS, JacksonCodec.within(GENEROUS), () -> "without-an-id");
    private final Clock clock;

    LetterReader(Clock clock) {
        this.clock = clock;
    }

    DeadLetter read(Message message, LaneName lane) {
        Reading reading = reader.read(message, clock.instant());
        DeathNote note = DeathNote.of(message);
        if (reading instanceof Reading.Malformed malformed) {
            return new DeadLetter(
                    lane, note, Optional.empty(), Optional.of(malformed.sentence()), message.body(), message);
        }
        JobMessage job = ((Reading.Readable) reading).job();
        try {
            return new DeadLetter(lane, note, Optional.of(job), Optional.empty(), reader.payloadJson(job), message);
        } catch (MalformedMessage e) {
            return new DeadLetter(lane, note, Optional.of(job), Optional.of(e.sentence()), message.body(), message);
        }
    }
}
