package dev.warren.stores.redis;

import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Standing;
import dev.warren.outcome.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fast way of a decision: successes that nothing follows from are written by one script. Whoever was not is left to the rules. */
final class DecideBatch {
    private static final byte[] NOTHING = {};

    private final Server server;

    DecideBatch(Server server) {
        this.server = server;
    }

    /** Answers what was recorded in this way, by place in the batch; the others are null. */
    @Nullable
    Standing[] record(List<Settlement> batch) {
        @Nullable Standing[] standings = new Standing[batch.size()];
        List<Integer> places = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Settlement settlement = batch.get(i);
            if (settlement.decided().follows().isEmpty()
                    && settlement.decided().decision() instanceof Decision.Succeed
                    && settlement.claim().fence() > 0) {
                places.add(i);
            }
        }
        for (int from = 0; from < places.size(); from += Rules.MOST_AT_ONCE) {
            record(batch, places.subList(from, Math.min(from + Rules.MOST_AT_ONCE, places.size())), standings);
        }
        return standings;
    }

    private void record(List<Settlement> batch, List<Integer> places, @Nullable Standing[] standings) {
        List<String> jobs = new ArrayList<>(places.size());
        List<byte[]> arguments = new ArrayList<>(2 * places.size());
        for (int place : places) {
            Settlement settlement = batch.get(place);
            jobs.add(Names.job(settlement.claim().key()));
            arguments.add(Micros.digits(settlement.claim().fence()));
            arguments.add(result((Decision.Succeed) settlement.decided().decision()));
        }
        List<Object> reply = server.run(Script.DECIDE, jobs, arguments);
        for (int i = 0; i < places.size(); i++) {
            if ((Long) reply.get(1 + i) == 1) {
                standings[places.get(i)] = Standing.RECORDED;
            }
        }
    }

    /** After a letter, so that an empty result differs from none. */
    private static byte[] result(Decision.Succeed success) {
        return success.resultJson().map(json -> Names.bytes("=" + json)).orElse(NOTHING);
    }
}
