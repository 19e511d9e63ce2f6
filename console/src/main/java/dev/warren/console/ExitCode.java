package dev.warren.console;

/** What the program's end tells its caller. Part of the contract: see {@code docs/cli.md}. */
public final class ExitCode {
    /** Done, or the answer is yes. */
    public static final int DONE = 0;

    /** The answer is no: a difference or a fault was found, a job was not found, some of many could not be done. */
    public static final int NO = 1;

    /** Wrong usage or configuration; nothing was done. */
    public static final int USAGE = 2;

    /** The broker, the store or the management API can't be reached or refuses. */
    public static final int UNAVAILABLE = 69;

    /** A defect of Warren. */
    public static final int DEFECT = 70;

    /** Ended by Ctrl-C or SIGTERM before it was done. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
