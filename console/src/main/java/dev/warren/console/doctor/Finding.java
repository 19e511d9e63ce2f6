package dev.warren.console.doctor;

import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param level how bad it is
 * @param what what was found, where
 * @param toDo what to do about it; there always is something when the level is worse than a note
 */
record Finding(Level level, String what, Optional<String> toDo) {
    static Finding ok(String what) {
        return new Finding(Level.OK, what, Optional.empty());
    }

    static Finding note(String what) {
        return new Finding(Level.NOTE, what, Optional.empty());
    }

    static Finding note(String what, String toDo) {
        return new Finding(Level.NOTE, what, Optional.of(toDo));
    }

    static Finding warn(String what, String toDo) {
        return new Finding(Level.WARN, what, Optional.of(toDo));
    }

    static Finding fail(String what, String toDo) {
        return new Finding(Level.FAIL, what, Optional.of(toDo));
    }
}
