package dev.warren.simulation;

/** Thrown in the middle of a worker's step when its process ends there. An error, as nothing in a worker may catch it. */
final class ProcessEnds extends Error {
    private static final long serialVersionUID = 1L;

    ProcessEnds() {
        super("the process ends here", null, false, false);
    }
}
