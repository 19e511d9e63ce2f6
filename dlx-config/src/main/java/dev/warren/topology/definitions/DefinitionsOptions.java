package dev.warren.topology.definitions;

import dev.warren.topology.Role;
import java.util.HashMap;
import java.util.Map;

/**
 * What an export holds beside the topology.
 *
 * @param virtualHost the virtual host that everything goes to; default {@code /}
 * @param logins the users to create, with the least rights of their role. Default none: then neither users nor rights are written
 */
public record DefinitionsOptions(String virtualHost, Map<Role, Login> logins) {
    /**
     * Copies the logins.
     *
     * @throws IllegalArgumentException when the virtual host has no name, or one user name stands for two roles
     */
    public DefinitionsOptions {
        logins = Map.copyOf(logins);
        if (virtualHost.isEmpty()) {
            throw new IllegalArgumentException("the virtual host must have a name; RabbitMQ's own is '/'");
        }
        if (logins.values().stream().map(Login::user).distinct().count() < logins.size()) {
            throw new IllegalArgumentException("each role needs a user of its own, given are " + logins);
        }
    }

    /** Virtual host {@code /}, no users. */
    public static DefinitionsOptions standard() {
        return new DefinitionsOptions("/", Map.of());
    }

    /** The same with another virtual host. */
    public DefinitionsOptions withVirtualHost(String name) {
        return new DefinitionsOptions(name, logins);
    }

    /** The same with a user for a role. */
    public DefinitionsOptions withLogin(Role role, Login login) {
        Map<Role, Login> more = new HashMap<>(logins);
        more.put(role, login);
        return new DefinitionsOptions(virtualHost, more);
    }
}
