package dev.warren.benchmarks.micro;

import dev.warren.topology.DelayLadder;
import java.time.Duration;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The ladder's routing key for a delay. */
@State(Scope.Thread)
public class LadderBench {
    private static final int DELAYS = 1_024;
    private static final int LONGEST_SECONDS = 86_400;

    private final DelayLadder ladder = DelayLadder.standard();
    private final Duration[] delays = new Duration[DELAYS];
    private int next;

    /** Delays up to a day. */
    public LadderBench() {
        Random random = new Random(1);
        for (int i = 0; i < DELAYS; i++) {
            delays[i] = Duration.ofSeconds(random.nextInt(LONGEST_SECONDS));
        }
    }

    /** The standard ladder: 20 levels. */
    @Benchmark
    public Object key() {
        next = (next + 1) % DELAYS;
        return ladder.step(delays[next]);
    }
}
