package dev.warren.consume;

import dev.warren.job.JobHandler;
import dev.warren.job.JobType;
import dev.warren.job.JobTypeName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The job types a worker knows, and the code for each. What is not in here is never run, whatever a message says. */
final class Handlers {
    /** By the type's text, whose hash is remembered: it is looked up for every delivery. */
    private final Map<String, Handled<?>> byType;

    private Handlers(Map<String, Handled<?>> byType) {
        this.byType = byType;
    }

    /** A job type with its handler. */
    record Handled<P>(JobType<P> type, JobHandler<P> handler) {}

    static Handlers none() {
        return new Handlers(Map.of());
    }

    <P> Handlers with(JobType<P> type, JobHandler<P> handler) {
        Map<String, Handled<?>> more = new HashMap<>(byType);
        if (more.put(type.name().value(), new Handled<>(type, handler)) != null) {
            throw new IllegalArgumentException(
                    "the job type " + type.name() + " has two handlers in this worker; register one of them");
        }
        return new Handlers(Map.copyOf(more));
    }

    Optional<Handled<?>> find(JobTypeName type) {
        return Optional.ofNullable(byType.get(type.value()));
    }

    boolean isEmpty() {
        return byType.isEmpty();
    }
}
