package dev.warren.console.doctor;

import java.util.List;

/** Looks at one thing. To add one: write a class and name it in {@link Examination#CHECKS}. */
interface Check {
    /** What it looks at, in one word for programs and people, such as {@code alarms}. */
    String name();

    /**
     * What it found; at least one finding. It may throw {@link dev.warren.WarrenException} when it can't look: that is said, and the other
     * checks are made all the same.
     */
    List<Finding> look(Patient patient);
}
