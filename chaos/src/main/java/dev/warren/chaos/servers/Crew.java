package dev.warren.chaos.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Some places with a process in each. Who ends is replaced, until the crew is {@linkplain #dismiss told not to}. */
public final class Crew {
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration AGAIN_AFTER = Duration.ofMillis(200);

    private final Recruiter recruiter;
    private final List<Member> members = new ArrayList<>(); // guarded by this
    private int started; // guarded by this
    private boolean dismissed; // guarded by this

    /** Starts the process of a place. */
    public interface Recruiter {
        /** Starts one; {@code number} counts all of the crew's, from 1. */
        Member start(int place, int number) throws IOException;
    }

    private Crew(Recruiter recruiter) {
        this.recruiter = recruiter;
    }

    /** Starts so many. */
    public static Crew of(int places, Recruiter recruiter) {
        Crew crew = new Crew(recruiter);
        for (int place = 0; place < places; place++) {
            crew.fill(place);
        }
        return crew;
    }

    private synchronized void fill(int place) {
        if (dismissed) {
            return;
        }
        Member member;
        try {
            member = recruiter.start(place, ++started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (place == members.size()) {
            members.add(member);
        } else {
            members.set(place, member);
        }
        // At once after a blow; a little later where it can't even start, as its store or broker is away.
        var unused = member.gone()
                .thenRunAsync(
                        () -> fill(place),
                        CompletableFuture.delayedExecutor(AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Who is in their places now. */
    public synchronized List<Member> members() {
        return List.copyOf(members);
    }

    /** One that is at work, beginning with this place; whoever is there when nobody is for long. */
    public Member atWork(int choice) {
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        while (true) {
            List<Member> all = members();
            for (int i = 0; i < all.size(); i++) {
                Member member = all.get(Math.floorMod(choice + i, all.size()));
                if (member.isReady()) {
                    return member;
                }
            }
            if (System.nanoTime() > end) {
                throw new ServerException("none of " + all.get(0).name() + "'s crew is at work; its log says why", 1);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** Waits until all are at work. */
    public void awaitReady() {
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        while (!members().stream().allMatch(Member::isReady)) {
            if (System.nanoTime() > end) {
                throw new ServerException("not all are at work within " + READY_WITHIN + "; their logs say why", 1);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** Nobody is replaced from now on. */
    public synchronized void dismiss() {
        dismissed = true;
    }

    /** How many were started in all. */
    public synchronized int started() {
        return started;
    }

    /** Kills all; for the end of the suite, whatever it is. */
    public void killAll() {
        dismiss();
        members().stream().filter(Member::isAlive).forEach(Member::kill);
    }
}
