package dev.warren.deadletter;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.wire.JobMessage;
import java.util.Optional;
import java.util.function.Function;

/** Tells the letters that are meant from those that are not, or no longer count. For one walk. */
final class Sorter implements Function<DeadLetter, Sort> {
    private final LetterFilter filter;
    private final Optional<IdempotencyStore> store;
    private final String namespace;
    private final Doubles doubles = new Doubles();

    Sorter(LetterFilter filter, Optional<IdempotencyStore> store, String namespace) {
        this.filter = filter;
        this.store = store;
        this.namespace = namespace;
    }

    @Override
    public Sort apply(DeadLetter letter) {
        if (!filter.matches(letter)) {
            return Sort.NOT_MEANT;
        }
        if (isSuperseded(letter)) {
            return Sort.SUPERSEDED;
        }
        return doubles.hasSeen(letter) ? Sort.DOUBLE : Sort.MEANT;
    }

    private boolean isSuperseded(DeadLetter letter) {
        return store.flatMap(known -> letter.job().flatMap(job -> known.find(keyOf(job))))
                .map(record -> Supersession.isSuperseded(letter, record))
                .orElse(false);
    }

    private JobKey keyOf(JobMessage job) {
        return new JobKey(namespace, job.tenantId().orElse(""), job.type(), job.key());
    }
}
