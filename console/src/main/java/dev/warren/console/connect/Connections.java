package dev.warren.console.connect;

import dev.warren.broker.PublishLink;
import dev.warren.console.config.Key;
import dev.warren.console.config.Origin;
import dev.warren.console.config.Setting;
import dev.warren.console.config.Settings;
import dev.warren.console.config.UsageError;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.stores.sqlite.SqliteStore;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueType;
import dev.warren.topology.Topology;
import dev.warren.topology.check.ManagementApi;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Opens what the settings name. Nothing is connected before it is used. Every method throws {@link UsageError} when a setting is wrong or
 * asks for something careless.
 */
public final class Connections {
    private static final String AMQP_FORM = "amqp://user:password@host:5672/vhost";
    private static final String HTTP_FORM = "http://user:password@host:15672";
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final String SQLITE = "sqlite:";
    private static final String MEMORY = "memory";

    private final Settings settings;
    private final Path directory;

    Connections(Settings settings, Path directory) {
        this.settings = settings;
        this.directory = directory;
    }

    /** The settings behind it. */
    public Settings settings() {
        return settings;
    }

    /** Lanes and queues, of the namespace. */
    public Topology topology() {
        Topology.Builder named = settings.as(Key.NAMESPACE, Topology.builder()::namespace);
        return settings.as(Key.LANES, text -> named.lanes(lanes()))
                .queueType(queueType())
                .build();
    }

    private List<LaneName> lanes() {
        return settings.list(Key.LANES).stream().map(LaneName::new).toList();
    }

    private QueueType queueType() {
        return settings.as(Key.QUEUE_TYPE, text -> {
            for (QueueType type : QueueType.values()) {
                if (type.name().equals(text.toUpperCase(Locale.ROOT))) {
                    return type;
                }
            }
            throw new IllegalArgumentException("it must be quorum or classic");
        });
    }

    /** The broker. */
    public RabbitBroker broker() {
        Address address = brokerAddress();
        RabbitBroker broker = settings.as(Key.URI, text -> RabbitBroker.at(address.withPassword()))
                .withRequestTimeout(timeout());
        return trusted().map(broker::withTls).orElse(broker);
    }

    /**
     * The broker, asked already whether it has the queues of all lanes: a broker that is down or has no topology shows at once, not after
     * a while of retries.
     *
     * @throws UsageError when the topology lacks one of {@code lanes}
     * @throws dev.warren.broker.BrokerException when the broker can't be reached, or a queue is missing
     */
    public RabbitBroker brokerWith(Topology topology, List<LaneName> lanes) {
        RabbitBroker broker = broker();
        settings.as(Key.LANES, text -> lanes.stream().map(topology::queue).toList());
        try (PublishLink link = broker.openPublishLink(new Deaf())) {
            topology.lanes().forEach(lane -> link.requireQueue(topology.queue(lane))); // as the publisher will
        }
        return broker;
    }

    /**
     * The broker, asked already whether it is there.
     *
     * @throws dev.warren.broker.BrokerException when it can't be reached
     */
    public RabbitBroker brokerThatAnswers() {
        RabbitBroker broker = broker();
        broker.openPublishLink(new Deaf()).close();
        return broker;
    }

    /** The virtual host that everything is in. */
    public String virtualHost() {
        return parsedUri().virtualHost();
    }

    /** The broker's management API, for the broker's virtual host. */
    public ManagementApi management() {
        URI uri = URI.create(managementAddress().withPassword());
        return trusted()
                .map(context -> ManagementApi.at(uri, virtualHost(), timeout(), context))
                .orElseGet(() -> ManagementApi.at(uri, virtualHost(), timeout()));
    }

    /** The store, which comes to be when it does not exist. */
    public IdempotencyStore store() {
        String text = settings.text(Key.STORE);
        return text.equals(MEMORY)
                ? InMemoryStore.create()
                : postgres()
                        .<IdempotencyStore>map(PostgresAddress::open)
                        .or(() -> redis().map(RedisAddress::open))
                        .orElseGet(() -> SqliteStore.open(storePath()));
    }

    private Optional<PostgresAddress> postgres() {
        return PostgresAddress.in(settings, timeout());
    }

    private Optional<RedisAddress> redis() {
        return RedisAddress.in(settings, timeout());
    }

    /** The store, if the user has named one that outlives its worker; it comes to be when it does not exist. */
    public Optional<IdempotencyStore> namedStore() {
        boolean isNamed = !(settings.get(Key.STORE).origin() instanceof Origin.Default);
        return isNamed && !settings.text(Key.STORE).equals(MEMORY) ? Optional.of(store()) : Optional.empty();
    }

    /** The store as a worker left it; a store in memory, or a file that does not exist, is the user's mistake. */
    public IdempotencyStore existingStore() {
        Setting setting = settings.get(Key.STORE);
        if (settings.text(Key.STORE).equals(MEMORY)) {
            throw setting.wrong("a store in memory is gone with its worker; name the store the workers use");
        }
        Optional<PostgresAddress> postgres = postgres();
        if (postgres.isPresent()) {
            return postgres.get().openExisting();
        }
        Optional<RedisAddress> redis = redis();
        if (redis.isPresent()) {
            return redis.get().openExisting();
        }
        Path file = storePath();
        if (!Files.exists(file)) {
            throw setting.wrong(
                    "there is no such file; name the store the workers use, such as --store sqlite:jobs.db");
        }
        return SqliteStore.open(file);
    }

    /** The store's file, if it is one; a store in memory is the user's mistake. Nothing is opened. */
    public Optional<StoreFile> storeFile() {
        return postgres().isPresent() || redis().isPresent()
                ? Optional.empty()
                : Optional.of(new StoreFile(storePath(), SqliteStore.SCHEMA_VERSION));
    }

    private Path storePath() {
        Setting setting = settings.get(Key.STORE);
        String text = settings.text(Key.STORE);
        if (!text.startsWith(SQLITE) || text.length() == SQLITE.length()) {
            throw setting.wrong(
                    "it must be sqlite:FILE, " + PostgresAddress.FORM + ", " + RedisAddress.FORM + " or memory");
        }
        return directory.resolve(text.substring(SQLITE.length()));
    }

    /** How long to wait for one answer. */
    public Duration timeout() {
        return settings.duration(Key.TIMEOUT, SHORTEST, LONGEST);
    }

    private Optional<SSLContext> trusted() {
        return settings.optional(Key.TLS_CA)
                .map(file -> TrustedAuthorities.in(directory.resolve(file), settings.get(Key.TLS_CA)));
    }

    Address brokerAddress() {
        Setting setting = settings.get(Key.URI);
        Address given = parsedUri();
        if (!given.scheme().equals("amqp") && !given.scheme().equals("amqps")) {
            throw setting.wrong("it must look like " + AMQP_FORM + ", or begin with amqps:// for TLS");
        }
        Address address = given.withLogin(
                winner(given.user(), Key.LOGIN).or(() -> Optional.of("guest")),
                winner(given.password(), Key.PASSWORD).or(() -> Optional.of("guest")));
        Refusals.check(address, setting, settings);
        return address;
    }

    private Address parsedUri() {
        return settings.as(Key.URI, text -> Address.parse(text, AMQP_FORM));
    }

    /** What a setting says in place of a part of the URI, unless the URI was given in a place that wins over the setting's. */
    private Optional<String> winner(Optional<String> inUri, Key key) {
        Setting own = settings.get(key);
        boolean uriWins = inUri.isPresent()
                && settings.get(Key.URI).origin().rank() < own.origin().rank();
        return uriWins ? inUri : own.value().or(() -> inUri);
    }

    Address managementAddress() {
        Address broker = brokerAddress();
        Setting setting = settings.get(Key.MANAGEMENT_URI);
        if (setting.value().isEmpty()) {
            boolean tls = broker.scheme().equals("amqps");
            return new Address(
                    tls ? "https" : "http",
                    broker.host(),
                    Optional.of(tls ? 15_671 : 15_672),
                    "",
                    broker.user(),
                    broker.password());
        }
        Address given = settings.as(Key.MANAGEMENT_URI, text -> Address.parse(text, HTTP_FORM));
        if (!given.scheme().equals("http") && !given.scheme().equals("https")) {
            throw setting.wrong("it must look like " + HTTP_FORM + ", or begin with https:// for TLS");
        }
        Address address = given.user().isPresent() ? given : given.withLogin(broker.user(), broker.password());
        Refusals.check(address, setting, settings);
        return address;
    }
}
