package dev.warren.chaos.wire;

import dev.warren.idempotency.JobStatus;
import dev.warren.job.JobId;
import dev.warren.publish.PublishFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The jobs of one rig, one after the other, each with a cut; and what must be true of them. Used by one thread. */
final class Trial {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 1;
    private static final long LOOK_QUIET_MILLIS = 50;

    private final Rig rig;
    private final Target target;
    private final JobKind kind;
    private final Wire wire;
    private final Map<String, Answer> answers = new LinkedHashMap<>();

    /** What the caller of an enqueue was told. */
    private enum Answer {
        CONFIRMED,
        FAILED,
        NONE
    }

    Trial(Rig rig, Target target) {
        this.rig = rig;
        this.target = target;
        this.kind = target.kind();
        this.wire = rig.wire(target.side());
    }

    /** Runs a job that nothing is done to. Answers how long its passage was. */
    int measure(String id) throws InterruptedException {
        int before = wire.passed(target.passage());
        answers.put(id, answer(rig.enqueue(kind, id)));
        if (!await(this::isAt, id) || !await(() -> wire.passed(target.passage()) > before)) {
            throw new IllegalStateException("the job " + id + " did not end well on an unhurt wire: " + describe(id));
        }
        return wire.lastLength(target.passage());
    }

    /** Runs a job and cuts it. */
    SweepReport run(String id, Cut cut) throws InterruptedException {
        long start = System.nanoTime();
        List<String> faults = new ArrayList<>();
        CompletableFuture<Wire.Struck> struck = wire.arm(cut);
        Answer answer = answer(rig.enqueue(kind, id));
        answers.put(id, answer);
        if (answer == Answer.NONE) {
            faults.add(at(cut, id) + " its caller was told nothing");
        }
        if (!await(struck::isDone)) {
            wire.disarm();
            faults.add(at(cut, id) + " its " + cut.passage() + " never came");
        } else if (answer != Answer.FAILED) {
            faults.addAll(untilOver(id, cut, struck.join()));
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return new SweepReport(
                struck.isDone() && struck.join().isCut() ? 1 : 0,
                answer == Answer.CONFIRMED ? 1 : 0,
                answer == Answer.FAILED ? 1 : 0,
                List.of(time),
                faults,
                Duration.ZERO);
    }

    private List<String> untilOver(String id, Cut cut, Wire.Struck struck) throws InterruptedException {
        if (!await(this::isAt, id)) {
            return List.of(at(cut, id) + " it did not end: " + describe(id));
        }
        // So that the next cut meets the next job, and not what is left of this one.
        if (target.comesAgain(struck.isWhole()) && !await(() -> wire.passed(Passage.ACK) > struck.acksBefore())) {
            return List.of(at(cut, id) + " it ended and was never acked");
        }
        return List.of();
    }

    private static String at(Cut cut, String id) {
        return id + ", " + cut.ending() + " after byte " + cut.after() + " of its " + cut.passage() + ":";
    }

    private static Answer answer(CompletableFuture<JobId> enqueued) throws InterruptedException {
        try {
            enqueued.get(LIMIT.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
            return Answer.CONFIRMED;
        } catch (ExecutionException e) {
            return e.getCause() instanceof PublishFailed ? Answer.FAILED : Answer.NONE;
        } catch (TimeoutException e) {
            return Answer.NONE;
        }
    }

    private boolean isAt(String id) {
        return rig.statusOf(kind, id).equals(Optional.of(kind.end()));
    }

    private boolean await(Predicate<String> condition, String id) throws InterruptedException {
        return await(() -> condition.test(id));
    }

    private static boolean await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }

    /** Waits until nothing is under way any more, stops the rig, and tells what is wrong with the jobs or the queues. */
    List<String> faultsInTheEnd() throws IOException, TimeoutException, InterruptedException {
        List<String> faults = new ArrayList<>();
        awaitQuiet();
        rig.stop();
        answers.forEach((id, answer) -> {
            if (!isRight(id, answer)) {
                faults.add(id + " was " + answer + ", and " + describe(id));
            }
        });
        rig.takeAll().forEach((queue, ids) -> faults.addAll(faultsIn(queue, ids)));
        return faults;
    }

    /** What is left after the limit is found in its queue. Twice, as a message may be on its way from one queue to the next. */
    private void awaitQuiet() throws IOException, TimeoutException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        int quiet = 0;
        while (quiet < 2 && System.nanoTime() < end) {
            Thread.sleep(LOOK_QUIET_MILLIS);
            quiet = rig.isQuiet() ? quiet + 1 : 0;
        }
    }

    private boolean isRight(String id, Answer answer) {
        int calls = rig.effects().calls(id);
        int wanted = kind.attempts();
        return answer == Answer.CONFIRMED
                ? calls == wanted && rig.effects().successes(id) == wantedSuccesses() && isAt(id)
                : calls == 0 || (calls == wanted && isAt(id));
    }

    private int wantedSuccesses() {
        return kind.end() == JobStatus.SUCCEEDED ? 1 : 0;
    }

    private List<String> faultsIn(String queue, Map<String, Integer> ids) {
        if (!queue.equals(rig.deadQueue())) {
            return ids.isEmpty() ? List.of() : List.of("left in " + queue + ": " + ids);
        }
        List<String> faults = new ArrayList<>();
        boolean mayDie = kind.end() == JobStatus.DEAD;
        answers.forEach((id, answer) -> {
            if (answer == Answer.CONFIRMED && mayDie && !ids.containsKey(id)) {
                faults.add(id + " is dead and has no dead letter");
            }
        });
        ids.keySet().stream()
                .filter(id -> !mayDie || !answers.containsKey(id))
                .forEach(id -> faults.add(id + " has a dead letter and should have none"));
        return faults;
    }

    private String describe(String id) {
        return "stands at " + rig.statusOf(kind, id).map(JobStatus::name).orElse("nothing")
                + ", its handler was called " + rig.effects().calls(id) + " times and succeeded "
                + rig.effects().successes(id) + " times";
    }
}
