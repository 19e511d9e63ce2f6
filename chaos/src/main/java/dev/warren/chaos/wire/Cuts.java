package dev.warren.chaos.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Which cuts a sweep makes. Pure: the same seed makes the same cuts. */
public final class Cuts {
    private static final List<Ending> AT_ONCE = List.of(Ending.CLOSE, Ending.RESET);

    private Cuts() {}

    /** One before a passage, one after each of its bytes, closed or reset by the seed. */
    public static List<Cut> everywhere(Target target, int length, long seed) {
        return each(target, IntStream.rangeClosed(0, length), seed);
    }

    /** The same for so many places, the first and the last among them, the others by the seed. */
    public static List<Cut> sample(Target target, int length, int count, long seed) {
        return each(target, places(length, count, seed), seed);
    }

    private static List<Cut> each(Target target, IntStream places, long seed) {
        Random random = new Random(seed);
        return places.mapToObj(after -> new Cut(target.passage(), after, AT_ONCE.get(random.nextInt(AT_ONCE.size()))))
                .toList();
    }

    /** From there on, neither side hears anything. */
    public static List<Cut> silences(Target target, int length, int count, long seed) {
        return places(length, count, seed)
                .mapToObj(after -> new Cut(target.passage(), after, Ending.MUTE))
                .toList();
    }

    /** The whole passage is lost, so many times; for confirms and acks. */
    public static List<Cut> losses(Target target, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Cut(target.passage(), 0, Ending.LOSE))
                .toList();
    }

    private static IntStream places(int length, int count, long seed) {
        Random random = new Random(seed);
        List<Integer> inside =
                new ArrayList<>(IntStream.range(1, length).boxed().toList());
        Collections.shuffle(inside, random);
        IntStream chosen = inside.stream().limit(Math.max(0, count - 2)).mapToInt(Integer::intValue);
        return IntStream.concat(IntStream.of(0, length), chosen).sorted();
    }
}
