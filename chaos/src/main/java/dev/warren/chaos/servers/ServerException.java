package dev.warren.chaos.servers;

/** A server or a process of the suite's own could not be started, or does not obey. */
public final class ServerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /** With what the program that was to do it said, and its exit code. */
    public ServerException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Of the program that was to do it. */
    public int exitCode() {
        return exitCode;
    }
}
