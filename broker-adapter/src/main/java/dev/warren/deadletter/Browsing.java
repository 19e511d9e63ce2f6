package dev.warren.deadletter;

import dev.warren.broker.QueueLook.Taken;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Shows a page of the messages that are meant, and takes none away.
 *
 * @param <T> what the messages are read as
 */
final class Browsing<T> implements Walk.Visitor {
    private final Function<Taken, T> reader;
    private final Function<T, Sort> sorter;
    private final Page page;
    private final Consumer<T> each;
    private Tally tally = Tally.of(0);
    private long skipped;

    Browsing(Function<Taken, T> reader, Function<T, Sort> sorter, Page page, Consumer<T> each) {
        this.reader = reader;
        this.sorter = sorter;
        this.page = page;
        this.each = each;
    }

    @Override
    public Tally tally() {
        return tally;
    }

    @Override
    public void begins(long there) {
        tally = Tally.of(there);
    }

    @Override
    public Walk.Then visit(List<Taken> taken) {
        for (Taken one : taken) {
            if (tally.done() == page.most()) {
                return Walk.Then.STOP;
            }
            look(reader.apply(one));
        }
        return Walk.Then.GO_ON;
    }

    private void look(T letter) {
        tally = tally.plusSeen();
        switch (sorter.apply(letter)) {
            case NOT_MEANT -> {}
            case SUPERSEDED -> tally = tally.plusMatched().plusSuperseded();
            case HOMELESS -> tally = tally.plusMatched();
            case DOUBLE -> tally = tally.plusMatched().plusDouble();
            case MEANT -> {
                tally = tally.plusMatched();
                show(letter);
            }
        }
    }

    private void show(T letter) {
        if (skipped < page.skip()) {
            skipped++;
            return;
        }
        each.accept(letter);
        tally = tally.plusDone();
    }
}
