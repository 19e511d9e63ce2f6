package dev.warren.console.output;

/** A meaning that colour may carry; what it says must be said in words too. */
public enum Colour {
    /** As the text around it. */
    PLAIN(""),
    /** All is well. */
    GOOD("32"),
    /** Worth a look. */
    WARNING("33"),
    /** Wrong. */
    BAD("31"),
    /** A heading. */
    BOLD("1"),
    /** Beside the point. */
    DIM("2");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    String paint(String text) {
        return this == PLAIN ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    /** When to use colours. */
    public enum When {
        /** On a terminal, unless NO_COLOR is set. */
        AUTO,
        /** Everywhere. */
        ALWAYS,
        /** Nowhere. */
        NEVER
    }
}
