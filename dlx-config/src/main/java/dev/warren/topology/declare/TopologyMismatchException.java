package dev.warren.topology.declare;

import dev.warren.WarrenException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An object is already on the broker in another form than the topology asks for. RabbitMQ can't change an existing object, and Warren
 * deletes none, so someone has to choose how to migrate; the message says how.
 */
public final class TopologyMismatchException extends WarrenException {
    private static final long serialVersionUID = 1L;

    /** As RabbitMQ 3.10 to 4.3 word it. */
    private static final Pattern INEQUIVALENT = Pattern.compile(
            "inequivalent arg '(?<argument>[^']*)' for (?<kind>queue|exchange) '(?<name>[^']*)' in vhost '[^']*':"
                    + " received (?<declared>.*?) but current is (?<existing>.*)",
            Pattern.DOTALL);

    private TopologyMismatchException(String message, Exception cause) {
        super(message, cause);
    }

    static TopologyMismatchException of(String replyText, Exception cause) {
        Matcher reply = INEQUIVALENT.matcher(replyText);
        if (!reply.find()) {
            return new TopologyMismatchException(
                    "the broker refuses a part of the topology: " + replyText + ". Nothing was changed", cause);
        }
        String kind = reply.group("kind");
        String name = reply.group("name");
        return new TopologyMismatchException(
                kind + " '" + name + "' already exists with another '" + reply.group("argument")
                        + "': this program declares "
                        + reply.group("declared") + ", the broker has " + reply.group("existing")
                        + ". RabbitMQ can't change it, and nothing was changed or deleted. " + migration(kind, name),
                cause);
    }

    private static String migration(String kind, String name) {
        String otherwise =
                " Or keep the broker's form in this program's settings, or choose a new namespace and let workers of the"
                        + " old one run until it is empty.";
        if (kind.equals("exchange")) {
            return "To migrate, stop the programs that publish to it, delete the exchange (it holds no messages) and start"
                    + " again, which binds it anew." + otherwise;
        }
        return "To migrate, stop what publishes to it, let it run empty, delete it with 'rabbitmqctl delete_queue "
                + name + " --if-empty' and start again." + otherwise;
    }
}
