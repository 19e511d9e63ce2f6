package dev.warren.console.output;

/** Colours text, or leaves it as it is. */
@FunctionalInterface
public interface Painter {
    /** The text, coloured if this painter does. */
    String paint(Colour colour, String text);
}
