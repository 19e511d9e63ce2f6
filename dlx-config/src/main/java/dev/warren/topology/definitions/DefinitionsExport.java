package dev.warren.topology.definitions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.warren.topology.BindingSpec;
import dev.warren.topology.ExchangeSpec;
import dev.warren.topology.Permissions;
import dev.warren.topology.PolicySpec;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.Role;
import dev.warren.topology.Topology;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Writes {@code definitions.json}: import it in the management UI, with {@code rabbitmqctl import_definitions}, or at the broker's start
 * ({@code load_definitions}). It holds the virtual host, exchanges, queues, bindings and policies, and a user with the least rights for
 * each login given. Importing it twice changes nothing, except that a user's password is set again.
 */
public final class DefinitionsExport {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Topology topology;
    private final DefinitionsOptions options;
    private final RandomGenerator random;

    DefinitionsExport(Topology topology, DefinitionsOptions options, RandomGenerator random) {
        this.topology = topology;
        this.options = options;
        this.random = random;
    }

    /** The text of the file. The same each time, but for the random salts of password hashes. */
    public static String json(Topology topology, DefinitionsOptions options) {
        return new DefinitionsExport(topology, options, new SecureRandom()).json();
    }

    String json() {
        try {
            return JSON.writeValueAsString(document()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, texts and numbers can always be written", e);
        }
    }

    private Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("vhosts", List.of(Map.of("name", options.virtualHost())));
        if (!options.logins().isEmpty()) {
            document.put("users", roles().map(this::user).toList());
            document.put("permissions", roles().map(this::permissions).toList());
        }
        document.put("policies", topology.policies().stream().map(this::policy).toList());
        document.put(
                "exchanges", topology.exchanges().stream().map(this::exchange).toList());
        document.put("queues", topology.queues().stream().map(this::queue).toList());
        document.put("bindings", topology.bindings().stream().map(this::binding).toList());
        return document;
    }

    private Stream<Role> roles() {
        return Arrays.stream(Role.values()).filter(options.logins()::containsKey);
    }

    private Login login(Role role) {
        Login login = options.logins().get(role);
        if (login == null) {
            throw new IllegalStateException("no login for " + role);
        }
        return login;
    }

    private Map<String, Object> user(Role role) {
        byte[] salt = new byte[PasswordHash.SALT_BYTES];
        random.nextBytes(salt);
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("name", login(role).user());
        user.put("password_hash", PasswordHash.of(login(role).password(), salt));
        user.put("hashing_algorithm", PasswordHash.ALGORITHM);
        user.put("tags", tags(role));
        return user;
    }

    /** The tag {@code management} opens the management UI and API for what the login may see anyway. */
    private static String tags(Role role) {
        return switch (role) {
            case PRODUCER, WORKER, PROVISIONER -> "";
            case OPERATOR -> "management";
        };
    }

    private Map<String, Object> permissions(Role role) {
        Permissions permissions = topology.permissions(role);
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("user", login(role).user());
        entry.put("vhost", options.virtualHost());
        entry.put("configure", permissions.configure());
        entry.put("write", permissions.write());
        entry.put("read", permissions.read());
        return entry;
    }

    private Map<String, Object> policy(PolicySpec policy) {
        Map<String, Object> entry = inVirtualHost(policy.name());
        entry.put("pattern", policy.pattern());
        entry.put("apply-to", "queues");
        entry.put("priority", policy.priority());
        entry.put("definition", new TreeMap<>(policy.definition()));
        return entry;
    }

    private Map<String, Object> exchange(ExchangeSpec exchange) {
        Map<String, Object> entry = inVirtualHost(exchange.name());
        entry.put("type", exchange.kind().wireName());
        entry.put("durable", true);
        entry.put("auto_delete", false);
        entry.put("internal", false);
        entry.put("arguments", new TreeMap<>(exchange.arguments()));
        return entry;
    }

    private Map<String, Object> queue(QueueSpec queue) {
        Map<String, Object> entry = inVirtualHost(queue.name());
        entry.put("durable", true);
        entry.put("auto_delete", false);
        entry.put("arguments", new TreeMap<>(queue.arguments()));
        return entry;
    }

    private Map<String, Object> binding(BindingSpec binding) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("source", binding.source());
        entry.put("vhost", options.virtualHost());
        entry.put("destination", binding.destination());
        entry.put("destination_type", binding.target().wireName());
        entry.put("routing_key", binding.routingKey());
        entry.put("arguments", Map.of());
        return entry;
    }

    private Map<String, Object> inVirtualHost(String name) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put("vhost", options.virtualHost());
        return entry;
    }
}
