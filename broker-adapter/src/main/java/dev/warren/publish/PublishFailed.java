package dev.warren.publish;

import dev.warren.WarrenException;
import org.jspecify.annotations.Nullable;

/** A publication was not confirmed. The subclasses say what that means for the caller. */
public abstract sealed class PublishFailed extends WarrenException {
    private static final long serialVersionUID = 1L;

    private PublishFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** No queue would have it: it is certainly not enqueued. Trying again helps only after the topology is mended. */
    public static final class Returned extends PublishFailed {
        private static final long serialVersionUID = 1L;

        Returned(String message) {
            super(message, null);
        }
    }

    /** The broker refused it, such as a full queue does: it is certainly not enqueued. */
    public static final class Refused extends PublishFailed {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null);
        }
    }

    /** It was never sent, for want of a connection or of room in the window: it is certainly not enqueued. */
    public static final class NotSent extends PublishFailed {
        private static final long serialVersionUID = 1L;

        NotSent(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** It was sent and no answer came in time: it may be enqueued. Enqueue it again with the same id to be sure. */
    public static final class Unknown extends PublishFailed {
        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message, null);
        }
    }
}
