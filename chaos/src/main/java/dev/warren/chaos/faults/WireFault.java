package dev.warren.chaos.faults;

import dev.warren.chaos.wire.Cut;
import dev.warren.chaos.wire.Ending;
import dev.warren.chaos.wire.Passage;
import dev.warren.chaos.wire.Wire;
import dev.warren.chaos.wire.Wire.Struck;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What befalls the connections of workers, relays and publishers: several times in a row, each time after another byte. */
enum WireFault implements Fault {
    /** Cut within a job on its way to the broker. */
    CUT_PUBLISH("cut-publish", Passage.PUBLISH, List.of(Ending.CLOSE, Ending.RESET), 8),
    /** Cut within a confirm. */
    CUT_CONFIRM("cut-confirm", Passage.CONFIRM, List.of(Ending.CLOSE, Ending.RESET), 8),
    /** Cut within a job on its way to a worker. */
    CUT_DELIVERY("cut-delivery", Passage.DELIVERY, List.of(Ending.CLOSE, Ending.RESET), 8),
    /** Cut within an ack. */
    CUT_ACK("cut-ack", Passage.ACK, List.of(Ending.CLOSE, Ending.RESET), 8),
    /** A confirm never arrives; a moment later the connection ends. */
    LOST_CONFIRM("lost-confirm", Passage.CONFIRM, List.of(Ending.LOSE), 4),
    /** An ack never arrives; a moment later the connection ends. */
    LOST_ACK("lost-ack", Passage.ACK, List.of(Ending.LOSE), 4),
    /** A connection falls silent within a job on its way to the broker, and nobody is told. */
    MUTE_PUBLISH("mute-publish", Passage.PUBLISH, List.of(Ending.MUTE), 1),
    /** The same, within a job on its way to a worker. */
    MUTE_DELIVERY("mute-delivery", Passage.DELIVERY, List.of(Ending.MUTE), 1);

    private static final Duration COMES_WITHIN = Duration.ofSeconds(5);

    private final String word;
    private final Passage passage;
    private final List<Ending> endings;
    private final int times;

    WireFault(String word, Passage passage, List<Ending> endings, int times) {
        this.word = word;
        this.passage = passage;
        this.endings = endings;
        this.times = times;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public Track track() {
        return Track.WIRE;
    }

    @Override
    public Recovery recovery() {
        return Recovery.OF_ALL;
    }

    @Override
    public Duration lasts(Arena arena) {
        return Duration.ZERO;
    }

    @Override
    public boolean suits(Arena arena) {
        return arena.wire().isPresent();
    }

    @Override
    public Blow aim(Arena arena, int choice) {
        Wire wire = arena.wire().orElseThrow();
        return new Steps("wire", () -> cut(wire, new Random(choice)), wire::disarm);
    }

    private void cut(Wire wire, Random random) throws InterruptedException, ExecutionException {
        for (int i = 0; i < times; i++) {
            Ending ending = endings.get(random.nextInt(endings.size()));
            int after = random.nextInt(wire.lastLength(passage) + 1);
            awaitCut(wire.arm(new Cut(passage, ending == Ending.LOSE ? 0 : after, ending)));
        }
    }

    /** A passage that does not come, as everybody is held up by another fault, is not waited for longer. */
    private static void awaitCut(CompletableFuture<Struck> made) throws InterruptedException, ExecutionException {
        try {
            made.get(COMES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // the next one takes its place
        }
    }
}
