package dev.warren.topology.declare;

import dev.warren.WarrenException;
import java.util.List;

/** Parts of the topology are not on the broker. It may help to wait for the program that declares them. */
public final class TopologyMissingException extends WarrenException {
    private static final long serialVersionUID = 1L;

    private final List<String> missing;

    TopologyMissingException(String namespace, List<String> missing) {
        super("the topology '" + namespace + "' lacks " + missing.size() + " object(s): " + String.join(", ", missing)
                + ". Declare it as a provisioner, or import its definitions.json, and start again");
        this.missing = List.copyOf(missing);
    }

    /** Every missing object, as {@code queue 'name'} or {@code exchange 'name'}. */
    public List<String> missing() {
        return missing;
    }
}
