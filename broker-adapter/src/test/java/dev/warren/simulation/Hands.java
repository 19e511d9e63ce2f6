package dev.warren.simulation;

import dev.warren.broker.Message;
import dev.warren.idempotency.CancelAnswer;
import dev.warren.simulation.Inspection.Held;
import java.util.List;

/** Producers and operators, who act while faults happen. */
final class Hands {
    private static final long CANCEL_AGAIN_NANOS = 200_000_000;

    private final SettleRun run;
    private final Chance chance;
    private int names;

    Hands(SettleRun run) {
        this.run = run;
        this.chance = run.world.chance();
    }

    /** Does it, if there is something to do it to. */
    boolean act(Fault fault) {
        Script script = run.jobs.get(chance.below(run.jobs.size()));
        return switch (fault) {
            case RESEND -> resend(script);
            case ALIAS -> send(script, script.key.key() + "-alias" + ++names);
            case CONFLICT -> conflict(script);
            case CANCEL -> cancel(script, 5);
            case REPLAY -> replay(1);
            case REPLAY_TWICE -> replay(2);
            case GIVE_UP -> giveUp();
            default -> false;
        };
    }

    boolean send(Script script, String id) {
        script.ids.add(id);
        Message message = script.message(id, "right");
        run.register(script, id, message);
        run.publish(script, message);
        return true;
    }

    private boolean resend(Script script) {
        return !script.ids.isEmpty() && send(script, script.ids.iterator().next());
    }

    private boolean conflict(Script script) {
        String id = script.key.key() + "-conflict" + ++names;
        script.conflictingIds.add(id);
        run.publish(script, script.message(id, "another"));
        return true;
    }

    private boolean cancel(Script script, int tries) {
        CancelAnswer answer = run.store.cancel(script.key);
        script.cancelled |= answer == CancelAnswer.CANCELLED;
        if (answer == CancelAnswer.TRY_AGAIN && tries > 1) {
            run.after(CANCEL_AGAIN_NANOS, () -> cancel(script, tries - 1));
        }
        return true;
    }

    private boolean replay(int times) {
        List<Stored> letters = run.broker.queue(SettleRun.DEAD_QUEUE).readyMessages();
        if (letters.isEmpty()) {
            return false;
        }
        String id = letters.get(chance.below(letters.size())).id();
        // Of several letters with one id the first is what is moved.
        letters.stream().filter(letter -> letter.id().equals(id)).findFirst().ifPresent(first -> replay(first, times));
        return true;
    }

    private void replay(Stored letter, int times) {
        if (!isConflict(letter) && !isGivenUp(letter)) {
            run.script(letter.id()).replayed.add(new Held("", letter, Inspection.Place.READY, "").life());
        }
        for (int i = 1; i < times; i++) {
            run.broker.queue(SettleRun.QUEUE).add("", SettleRun.QUEUE, letter.delivered());
        }
        run.broker.faults().moveOne(letter.id(), SettleRun.DEAD_QUEUE, SettleRun.QUEUE);
    }

    static boolean isConflict(Stored letter) {
        return "key-conflict"
                .equals(String.valueOf(letter.message().properties().headers().get("dead-reason")));
    }

    private boolean giveUp() {
        List<Stored> ready = run.broker.queue(SettleRun.QUEUE).readyMessages();
        if (ready.isEmpty()) {
            return false;
        }
        return run.broker
                .faults()
                .giveUpOn(SettleRun.QUEUE, ready.get(chance.below(ready.size())).id());
    }

    /** Moves back what the broker gave up on, as an operator must; answers how many. */
    int moveBackGivenUp() {
        int moved = 0;
        for (Stored letter : run.broker.queue(SettleRun.DEAD_QUEUE).readyMessages()) {
            if (isGivenUp(letter)) {
                run.broker.faults().moveOne(letter.id(), SettleRun.DEAD_QUEUE, SettleRun.QUEUE);
                moved++;
            }
        }
        return moved;
    }

    /** Dead past the delivery limit: Warren's own dead letters have no such header, not even of a message that had it. */
    static boolean isGivenUp(Stored letter) {
        return String.valueOf(letter.message().properties().headers().get(Deaths.X_DEATH))
                .contains("reason=" + DeadLettering.DELIVERY_LIMIT);
    }
}
