package dev.warren.topology.declare;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.WarrenException;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Runs work on a channel of its own, and puts what the broker answers into words. */
final class Amqp {
    private Amqp() {}

    interface Work {
        void on(Channel channel) throws IOException;
    }

    /** A broker's refusal: AMQP's reply code and text. */
    record Refusal(int code, String text) {}

    static void run(Connection connection, String verb, Topology topology, Work work) {
        try (Channel channel = open(connection)) {
            work.on(channel);
        } catch (IOException | TimeoutException | RuntimeException e) {
            throw explain(verb, topology, e);
        }
    }

    static Channel open(Connection connection) throws IOException {
        return connection
                .openChannel()
                .orElseThrow(
                        () -> new IOException("the connection has no channel left; raise channel_max or close some"));
    }

    static WarrenException explain(String verb, Topology topology, Exception failure) {
        String what = "could not " + verb + " the topology '" + topology.namespace() + "': ";
        Optional<Refusal> refusal = refusal(failure);
        if (refusal.isEmpty()) {
            return new WarrenException(what + failure, failure);
        }
        String text = refusal.get().text();
        return switch (refusal.get().code()) {
            case AMQP.PRECONDITION_FAILED -> TopologyMismatchException.of(text, failure);
            case AMQP.ACCESS_REFUSED ->
                new WarrenException(
                        what + "the login lacks a right (" + text
                                + "). Let a provisioner declare the topology, or grant what the least-privilege table asks for",
                        failure);
            default -> new WarrenException(what + text, failure);
        };
    }

    /** What the broker said when it closed the channel or the connection. */
    static Optional<Refusal> refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal) {
                return refusal(signal.getReason());
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(Method reason) {
        if (reason instanceof AMQP.Channel.Close close) {
            return Optional.of(new Refusal(close.getReplyCode(), close.getReplyText()));
        }
        if (reason instanceof AMQP.Connection.Close close) {
            return Optional.of(new Refusal(close.getReplyCode(), close.getReplyText()));
        }
        return Optional.empty();
    }
}
