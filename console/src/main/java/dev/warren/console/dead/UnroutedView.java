package dev.warren.console.dead;

import dev.warren.deadletter.UnroutedMessage;
import java.util.Optional;

/** An unrouted message; what {@code --json} shows of it. */
record UnroutedView(
        String exchange,
        String routingKey,
        Optional<String> type,
        Optional<String> id,
        Optional<String> home,
        int bodyBytes) {
    static UnroutedView of(UnroutedMessage message) {
        return new UnroutedView(
                message.exchange(),
                message.routingKey(),
                message.type(),
                message.id(),
                message.home().map(UnroutedMessage.Home::queue),
                message.message().body().length);
    }
}
