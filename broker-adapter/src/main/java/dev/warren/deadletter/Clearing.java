package dev.warren.deadletter;

import dev.warren.WarrenException;
import dev.warren.broker.QueueLook;
import dev.warren.broker.QueueLook.Taken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Lets the messages that are meant leave their queue: saved, then gone by their exit, then removed. One whose exit is not confirmed
 * stays. Superseded ones are removed without an exit, and doubles once all exits before them are confirmed.
 *
 * @param <T> what the messages are read as
 */
final class Clearing<T> implements Walk.Visitor {
    private final QueueLook look;
    private final Function<Taken, T> reader;
    private final Function<T, Sort> sorter;
    private final Removal removal;
    private final Exit<T> exit;
    private final Pace pace;
    private Tally tally = Tally.of(0);

    Clearing(
            QueueLook look,
            Function<Taken, T> reader,
            Function<T, Sort> sorter,
            Removal removal,
            Exit<T> exit,
            Pace pace) {
        this.look = look;
        this.reader = reader;
        this.sorter = sorter;
        this.removal = removal;
        this.exit = exit;
        this.pace = pace;
    }

    /**
     * How a message leaves.
     *
     * @param <T> what it is read as
     */
    interface Exit<T> {
        /** Keeps it first. */
        void save(T letter);

        /** Makes sure of what was saved. */
        void secure();

        /** Lets it go; done when it is surely where it should be. */
        CompletableFuture<Void> leave(T letter);
    }

    /** A message that goes. */
    private record Going<T>(Taken taken, T letter) {}

    /** What a window comes to. */
    private record Chosen<T>(List<Going<T>> going, List<Going<T>> superseded, List<Taken> doubles) {}

    /** A letter on its way out. */
    private record Leaving(Taken taken, CompletableFuture<Void> gone) {}

    @Override
    public Tally tally() {
        return tally;
    }

    @Override
    public void begins(long there) {
        tally = Tally.of(there);
        removal.progress().accept(tally);
    }

    @Override
    public Walk.Then visit(List<Taken> taken) {
        Chosen<T> chosen = choose(taken);
        save(chosen);
        Optional<Throwable> failure = settle(send(chosen.going()));
        if (failure.isPresent()) {
            throw new WarrenException(wordsOf(failure.get()), failure.get());
        }
        requireNoInterrupt();
        chosen.superseded().forEach(one -> look.remove(one.taken()));
        chosen.doubles().forEach(look::remove);
        removal.progress().accept(tally);
        return tally.done() >= removal.most() ? Walk.Then.STOP : Walk.Then.GO_ON;
    }

    /** Before doubles go, as some of the window may not have left. */
    private static void requireNoInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw new WarrenException("it was interrupted");
        }
    }

    private Chosen<T> choose(List<Taken> taken) {
        Chosen<T> chosen = new Chosen<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Taken one : taken) {
            if (tally.done() + chosen.going().size() >= removal.most()) {
                break;
            }
            choose(one, reader.apply(one), chosen);
        }
        return chosen;
    }

    private void choose(Taken one, T letter, Chosen<T> chosen) {
        tally = tally.plusSeen();
        switch (sorter.apply(letter)) {
            case NOT_MEANT -> {}
            case SUPERSEDED -> {
                tally = tally.plusMatched().plusSuperseded();
                chosen.superseded().add(new Going<>(one, letter));
            }
            case HOMELESS -> tally = tally.plusMatched();
            case DOUBLE -> {
                tally = tally.plusMatched().plusDouble();
                chosen.doubles().add(one);
            }
            case MEANT -> {
                tally = tally.plusMatched();
                chosen.going().add(new Going<>(one, letter));
            }
        }
    }

    private void save(Chosen<T> chosen) {
        chosen.going().forEach(one -> exit.save(one.letter()));
        chosen.superseded().forEach(one -> exit.save(one.letter()));
        exit.secure();
    }

    private List<Leaving> send(List<Going<T>> going) {
        List<Leaving> leaving = new ArrayList<>(going.size());
        for (Going<T> one : going) {
            pace.awaitTurn();
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            leaving.add(new Leaving(one.taken(), exit.leave(one.letter())));
        }
        return leaving;
    }

    /** Removes what is gone; answers the first failure. */
    private Optional<Throwable> settle(List<Leaving> leaving) {
        Optional<Throwable> failure = Optional.empty();
        for (Leaving one : leaving) {
            try {
                one.gone().join();
                look.remove(one.taken());
                tally = tally.plusDone();
                removal.progress().accept(tally);
            } catch (CompletionException e) {
                failure = failure.or(() -> Optional.of(e.getCause() == null ? e : e.getCause()));
            }
        }
        return failure;
    }

    private static String wordsOf(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
