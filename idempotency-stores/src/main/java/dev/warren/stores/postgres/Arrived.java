package dev.warren.stores.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of job in the order of their arrival, as the second look finds them.
 *
 * @param rows behind the last one looked at
 * @param before plain successes that ended before this time have been kept for long enough
 */
record Arrived(List<Row> rows, long before) {
    /**
     * One row.
     *
     * @param seq its place
     * @param kind {@link Watch#OPEN}, {@link Watch#SUCCEEDED} or {@link Watch#ENDED}
     * @param since when it was enqueued, or changed if that is earlier
     * @param changed when it ended, or was last claimed
     */
    record Row(long seq, int kind, long since, long changed) {}

    /**
     * What the look comes to.
     *
     * @param upTo the last row that it is at an end with; 0 for none
     * @param toForget plain successes to be forgotten; what else there is up to that row is to be noted
     */
    record Verdict(long upTo, List<Long> toForget) {}

    /**
     * Goes up to the last row that has been about for long enough. It may go further than that: a row it is too early for is noted, and costs more.
     *
     * @param complete up to where no further rows can appear
     * @param most how many to forget at most
     */
    Verdict judge(long complete, int most) {
        List<Long> toForget = new ArrayList<>();
        long upTo = 0;
        for (Row row : rows.subList(0, ripe(complete))) {
            if (row.kind() == Watch.SUCCEEDED && row.changed() < before) {
                if (toForget.size() == most) {
                    break;
                }
                toForget.add(row.seq());
            }
            upTo = row.seq();
        }
        return new Verdict(upTo, toForget);
    }

    private int ripe(long complete) {
        int ripe = 0;
        for (int i = 0; i < rows.size() && rows.get(i).seq() <= complete; i++) {
            if (rows.get(i).since() < before) {
                ripe = i + 1;
            }
        }
        return ripe;
    }
}
