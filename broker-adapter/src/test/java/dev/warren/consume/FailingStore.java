package dev.warren.consume;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts failures before or behind a store's methods, by name, and notes what each was asked. */
final class FailingStore {
    private final IdempotencyStore behind;
    private final List<Question> asked = new ArrayList<>();
    private @Nullable String failing;
    private When when = When.BEFORE;
    private @Nullable String delayed;
    private Runnable meanwhile = () -> {};

    /** Whether the store did what it was asked before it failed: its caller can't tell. */
    enum When {
        BEFORE,
        AFTER
    }

    private record Question(String method, List<Object> arguments) {}

    FailingStore(IdempotencyStore behind) {
        this.behind = behind;
    }

    IdempotencyStore store() {
        return (IdempotencyStore) Proxy.newProxyInstance(
                IdempotencyStore.class.getClassLoader(),
                new Class<?>[] {IdempotencyStore.class},
                (proxy, method, arguments) -> {
                    List<Object> given = arguments == null ? List.of() : List.of(arguments);
                    asked.add(new Question(method.getName(), given));
                    boolean fails = method.getName().equals(failing);
                    if (fails && when == When.BEFORE) {
                        throw new StoreException("down", null);
                    }
                    try {
                        Object answer = method.invoke(behind, arguments);
                        if (fails) {
                            throw new StoreException("the answer got lost", null);
                        }
                        if (method.getName().equals(delayed)) {
                            delayed = null;
                            meanwhile.run();
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    void fail(String method, When beforeOrAfter) {
        failing = method;
        when = beforeOrAfter;
    }

    /** Has something happen between the next time that the store does this and its answer. */
    void delay(String method, Runnable until) {
        delayed = method;
        meanwhile = until;
    }

    void recover() {
        failing = null;
    }

    /** What a method was asked, call by call. */
    List<List<Object>> asked(String method) {
        return asked.stream()
                .filter(question -> question.method().equals(method))
                .map(Question::arguments)
                .toList();
    }
}
