package dev.warren.deadletter;

import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are meant. A letter must satisfy every kind of condition that is given; of several types, reasons or ids one
 * suffices. Immutable; each method answers a narrower copy.
 *
 * @param types job types; one that ends in {@code *} means all that begin so
 * @param reasons values of {@code dead-reason}, or {@code delivery-limit}
 * @param ids job ids
 * @param from died at this time or later; a letter that does not tell its time is not meant then
 * @param until died before this time; the same
 * @param errorText stands in the last failure's class, message or stack, whatever the case of its letters
 */
public record LetterFilter(
        Set<String> types,
        Set<String> reasons,
        Set<String> ids,
        Optional<Instant> from,
        Optional<Instant> until,
        Optional<String> errorText) {

    private static final LetterFilter ALL =
            new LetterFilter(Set.of(), Set.of(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Copies the sets. */
    public LetterFilter {
        types = Set.copyOf(types);
        reasons = Set.copyOf(reasons);
        ids = Set.copyOf(ids);
    }

    /** Means every letter. */
    public static LetterFilter all() {
        return ALL;
    }

    /** Of this type too; {@code email.*} means all that begin with {@code email.}. */
    public LetterFilter type(String type) {
        return new LetterFilter(with(types, type), reasons, ids, from, until, errorText);
    }

    /** Of this reason too. */
    public LetterFilter reason(String reason) {
        return new LetterFilter(types, with(reasons, reason), ids, from, until, errorText);
    }

    /** This id too. */
    public LetterFilter id(String id) {
        return new LetterFilter(types, reasons, with(ids, id), from, until, errorText);
    }

    /** Died at this time or later. */
    public LetterFilter from(Instant time) {
        return new LetterFilter(types, reasons, ids, Optional.of(time), until, errorText);
    }

    /** Died before this time. */
    public LetterFilter until(Instant time) {
        return new LetterFilter(types, reasons, ids, from, Optional.of(time), errorText);
    }

    /** With this text in the failure. */
    public LetterFilter errorText(String text) {
        return new LetterFilter(types, reasons, ids, from, until, Optional.of(text));
    }

    /** Whether there is no condition at all. */
    public boolean meansAll() {
        return equals(ALL);
    }

    /** Whether a letter is meant. */
    public boolean matches(DeadLetter letter) {
        return (types.isEmpty() || letter.type().filter(this::isMeant).isPresent())
                && (reasons.isEmpty() || reasons.contains(letter.note().reason()))
                && (ids.isEmpty() || letter.id().filter(ids::contains).isPresent())
                && isInTime(letter)
                && errorText.map(text -> tells(letter, text)).orElse(true);
    }

    private boolean isMeant(String type) {
        return types.contains(type)
                || types.stream()
                        .anyMatch(meant ->
                                meant.endsWith("*") && type.startsWith(meant.substring(0, meant.length() - 1)));
    }

    private boolean isInTime(DeadLetter letter) {
        Optional<Instant> at = letter.note().at();
        return from.map(time -> at.filter(died -> !died.isBefore(time)).isPresent())
                        .orElse(true)
                && until.map(time -> at.filter(died -> died.isBefore(time)).isPresent())
                        .orElse(true);
    }

    private static boolean tells(DeadLetter letter, String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return contains(letter.note().errorType(), wanted)
                || contains(letter.note().errorMessage(), wanted)
                || contains(letter.note().errorStack(), wanted);
    }

    private static boolean contains(Optional<String> part, String wanted) {
        return part.filter(told -> told.toLowerCase(Locale.ROOT).contains(wanted))
                .isPresent();
    }

    private static Set<String> with(Set<String> set, String one) {
        Set<String> more = new HashSet<>(set);
        more.add(one);
        return more;
    }
}
