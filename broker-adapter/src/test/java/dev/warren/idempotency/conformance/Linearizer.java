package dev.warren.idempotency.conformance;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for an order of the calls on one key, or on some that share a lock, that explains all answers: one call after the other by the rules of
 * records and locks, and none before one that had been answered when it was asked (Herlihy and Wing's linearizability; the search is Wing and Gong's, with Lowe's memory of
 * where it has been in vain). A call without an answer may stand anywhere after it was asked, or nowhere.
 */
final class Linearizer {
    /** So many places are looked at before the search is given up; some hundred are usual. */
    private static final int MOST_CONFIGURATIONS = 500_000;

    private final List<Call> history;
    private final Set<Configuration> inVain = new HashSet<>();
    private final List<Call> order = new ArrayList<>();
    private List<Call> longest = List.of();

    private Linearizer(List<Call> history) {
        this.history =
                history.stream().sorted(Comparator.comparingLong(Call::asked)).toList();
    }

    private record Configuration(BitSet done, JobsModel model) {}

    /** What a search has come to. */
    enum Verdict {
        /** There is such an order. */
        EXPLAINED,
        /** There is none. */
        VIOLATED,
        /** The search was given up. */
        UNDECIDED
    }

    /**
     * What a search has come to.
     *
     * @param verdict in one word
     * @param account the history, and how far it can be explained
     */
    record Result(Verdict verdict, String account) {}

    static Result check(List<Call> history) {
        Linearizer search = new Linearizer(history);
        if (search.canGoOn(new BitSet(), JobsModel.EMPTY)) {
            return new Result(Verdict.EXPLAINED, "");
        }
        return new Result(search.isTooLarge() ? Verdict.UNDECIDED : Verdict.VIOLATED, search.account());
    }

    private String account() {
        long start = history.get(0).asked();
        return "the calls on one key or lock, in microseconds:\n" + Call.told(history, start)
                + "\nthe longest beginning of an order that explains the answers:\n" + Call.told(longest, start);
    }

    private boolean isTooLarge() {
        return inVain.size() > MOST_CONFIGURATIONS;
    }

    private boolean canGoOn(BitSet done, JobsModel model) {
        long firstAnswer = firstAnswer(done);
        if (firstAnswer == Call.NEVER) {
            return true; // only calls without an answer are left
        }
        if (isTooLarge() || !inVain.add(new Configuration((BitSet) done.clone(), model))) {
            return false;
        }
        if (order.size() > longest.size()) {
            longest = List.copyOf(order);
        }
        for (int i = done.nextClearBit(0); i < history.size(); i = done.nextClearBit(i + 1)) {
            Call call = history.get(i);
            if (call.asked() > firstAnswer) {
                break; // all further ones were asked later still
            }
            Optional<JobsModel> next = model.after(call);
            if (next.isPresent() && canGoOn(done, i, next.get())) {
                return true;
            }
        }
        return false;
    }

    private boolean canGoOn(BitSet done, int withCall, JobsModel model) {
        done.set(withCall);
        order.add(history.get(withCall));
        boolean explained = canGoOn(done, model);
        order.remove(order.size() - 1);
        done.clear(withCall);
        return explained;
    }

    private long firstAnswer(BitSet done) {
        long first = Call.NEVER;
        for (int i = done.nextClearBit(0); i < history.size(); i = done.nextClearBit(i + 1)) {
            first = Math.min(first, history.get(i).answered());
        }
        return first;
    }
}
