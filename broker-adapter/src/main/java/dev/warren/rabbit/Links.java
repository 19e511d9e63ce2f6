package dev.warren.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both kinds of link share. */
final class Links {
    private static final Logger log = LoggerFactory.getLogger(Links.class);

    /** Longest wait for the broker to agree to a close, in milliseconds; after it the socket is simply cut. */
    private static final int CLOSE_TIMEOUT_MILLIS = 1_000;

    private Links() {}

    static Thread daemonThread(Runnable task) {
        Thread thread = new Thread(task, "warren-amqp");
        thread.setDaemon(true);
        return thread;
    }

    static Channel newChannel(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("the broker allows no further channel on this connection");
        }
        return channel;
    }

    static void closeQuietly(Connection connection) {
        try {
            if (connection.isOpen()) {
                connection.close(CLOSE_TIMEOUT_MILLIS);
            }
        } catch (IOException | ShutdownSignalException e) { // the latter when a silent broker does not answer
            log.debug("connection was gone before it was closed: {}", describe(e));
            connection.abort(CLOSE_TIMEOUT_MILLIS);
        }
    }

    /** The broker's own words where there are some, else the exception's. */
    static String describe(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ShutdownSignalException shutdown) {
                return describe(shutdown);
            }
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static String describe(ShutdownSignalException shutdown) {
        String words = closingWords(shutdown.getReason());
        if (words != null) {
            return words;
        }
        Throwable cause = shutdown.getCause();
        return cause != null ? cause.getClass().getSimpleName() + ": " + cause.getMessage() : "closed by us";
    }

    private static @Nullable String closingWords(@Nullable Method reason) {
        if (reason instanceof AMQP.Channel.Close close) {
            return close.getReplyCode() + " " + close.getReplyText();
        }
        if (reason instanceof AMQP.Connection.Close close) {
            return close.getReplyCode() + " " + close.getReplyText();
        }
        return null;
    }
}
