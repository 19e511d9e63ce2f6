package dev.warren.consume;

import dev.warren.broker.Message;
import dev.warren.topology.Topology;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** What a stranger says on the control exchange: understood or ignored. What is understood has an address that can be answered. */
public final class ControlFuzz {
    private static final Topology TOPOLOGY = Topology.standard();
    private static final ControlMessages MESSAGES = new ControlMessages(TOPOLOGY);
    private static final Message.Properties HELLO = Message.Properties.of(ControlMessages.HELLO, "id-1", Map.of());

    private static final Message.Properties CANCEL = Message.Properties.of(ControlMessages.CANCEL, "id-2", Map.of());

    private ControlFuzz() {}

    /** Loads the classes, which takes the fuzzer longer than it waits for an input. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput("{}".getBytes(StandardCharsets.UTF_8));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Optional<Announcement> announced = MESSAGES.read(new Message(HELLO, input));
        MESSAGES.readCancel(new Message(CANCEL, input));
        announced.ifPresent(theirs -> MESSAGES.here(theirs, theirs));
    }
}
