package dev.warren.console.doctor;

import dev.warren.WarrenException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a question once, however many checks want the answer; a failure is remembered too, so that none waits for it a second time.
 *
 * @param <T> the answer
 */
final class Once<T> {
    private final Supplier<T> question;
    private @Nullable T answer;
    private @Nullable WarrenException failure;

    Once(Supplier<T> question) {
        this.question = question;
    }

    /** The answer; throws the same {@link WarrenException} every time when there is none. */
    synchronized T get() {
        if (failure != null) {
            throw failure;
        }
        T known = answer;
        if (known == null) {
            known = ask();
            answer = known;
        }
        return known;
    }

    private T ask() {
        try {
            return question.get();
        } catch (WarrenException e) {
            failure = e;
            throw e;
        }
    }
}
