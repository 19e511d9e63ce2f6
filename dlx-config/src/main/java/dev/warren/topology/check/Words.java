package dev.warren.topology.check;

import dev.warren.topology.BindingSpec;
import dev.warren.topology.check.Difference.ObjectKind;
import java.util.Optional;

/** What sentences about differences have in common. */
final class Words {
    private Words() {}

    static String of(BindingSpec binding) {
        return "the binding from exchange '" + binding.source() + "' to "
                + binding.target().wireName() + " '" + binding.destination() + "' with key '" + binding.routingKey()
                + "'";
    }

    static String value(Optional<Object> value) {
        return value.map(Object::toString).orElse("(none)");
    }

    static String migration(ObjectKind kind) {
        return switch (kind) {
            case QUEUE ->
                "let it run empty, delete it with --if-empty and declare the topology, or use a new namespace.";
            case EXCHANGE -> "stop what publishes to it, delete it and declare the topology, or use a new namespace.";
        };
    }
}
