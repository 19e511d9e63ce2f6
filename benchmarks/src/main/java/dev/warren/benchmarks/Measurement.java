package dev.warren.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that is measured, and who takes part. In a round all contenders run one after the other, in this order; the first one is what the
 * others are compared with, in the same round.
 *
 * @param name for {@code --only}: lower case, with hyphens
 * @param title the report's heading
 * @param method what is done and what is timed, in a few sentences of Markdown
 * @param unit the unit of its figures, such as {@code jobs/s}
 * @param better which figures are good
 * @param where the brokers and queues it runs on
 * @param contenders who takes part; at least one
 */
public record Measurement(
        String name, String title, String method, String unit, Better better, Where where, List<Contender> contenders) {

    /** Which figures are good. */
    public enum Better {
        /** Rates. */
        HIGHER,
        /** Times and sizes. */
        LOWER
    }

    /** Checks names, and copies the contenders. */
    public Measurement {
        if (!name.matches("[a-z0-9][a-z0-9-]*")) {
            throw new IllegalArgumentException("\"" + name + "\" cannot name a measurement: a-z, 0-9 and - only");
        }
        contenders = List.copyOf(contenders);
        if (contenders.stream().map(Contender::name).distinct().count() < Math.max(1, contenders.size())) {
            throw new IllegalArgumentException(name + " needs at least one contender, each with a name of its own");
        }
    }

    /** A copy in which these take part too, after the others. */
    public Measurement with(List<Contender> further) {
        List<Contender> all = new ArrayList<>(contenders);
        all.addAll(further);
        return new Measurement(name, title, method, unit, better, where, all);
    }
}
