package dev.warren.simulation;

import java.util.ArrayList;
import java.util.List;

/** A topic exchange's pattern: {@code *} stands for one word, {@code #} for none or more. */
final class TopicPattern {
    private final List<String> words;

    TopicPattern(String pattern) {
        words = words(pattern);
    }

    boolean matches(List<String> key) {
        return matches(0, key, 0);
    }

    private boolean matches(int at, List<String> key, int from) {
        if (at == words.size()) {
            return from == key.size();
        }
        String word = words.get(at);
        if (word.equals("#")) {
            return matchesTheRestOf(key, from, at + 1);
        }
        return from < key.size() && (word.equals("*") || word.equals(key.get(from))) && matches(at + 1, key, from + 1);
    }

    private boolean matchesTheRestOf(List<String> key, int from, int at) {
        if (at == words.size()) {
            return true;
        }
        for (int skipTo = from; skipTo <= key.size(); skipTo++) {
            if (matches(at, key, skipTo)) {
                return true;
            }
        }
        return false;
    }

    /** The words between the dots; an empty text has none. */
    static List<String> words(String dotted) {
        List<String> words = new ArrayList<>();
        if (dotted.isEmpty()) {
            return words;
        }
        int start = 0;
        for (int dot = dotted.indexOf('.'); dot >= 0; dot = dotted.indexOf('.', start)) {
            words.add(dotted.substring(start, dot));
            start = dot + 1;
        }
        words.add(dotted.substring(start));
        return words;
    }
}
