package dev.warren.topology.check;

import com.rabbitmq.http.client.Client;
import com.rabbitmq.http.client.ClientParameters;
import com.rabbitmq.http.client.HttpClientException;
import com.rabbitmq.http.client.HttpServerException;
import com.rabbitmq.http.client.JdkHttpClientHttpLayer;
import com.rabbitmq.http.client.domain.BindingInfo;
import com.rabbitmq.http.client.domain.DestinationType;
import com.rabbitmq.http.client.domain.ExchangeInfo;
import com.rabbitmq.http.client.domain.MessageStats;
import com.rabbitmq.http.client.domain.Page;
import com.rabbitmq.http.client.domain.PolicyInfo;
import com.rabbitmq.http.client.domain.QueryParameters;
import com.rabbitmq.http.client.domain.QueueInfo;
import com.rabbitmq.http.client.domain.RateDetails;
import dev.warren.WarrenException;
import dev.warren.topology.BindingSpec;
import dev.warren.topology.PolicySpec;
import dev.warren.topology.Topology;
import dev.warren.topology.check.LiveBroker.LiveBinding;
import dev.warren.topology.check.LiveBroker.LiveExchange;
import dev.warren.topology.check.LiveBroker.LivePolicy;
import dev.warren.topology.check.LiveBroker.LiveQueue;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * RabbitMQ's management API, for one virtual host. Each request is given up after a timeout (default 5 s), queues and exchanges are read
 * in pages and at most {@value #MAX_OBJECTS} of each. Safe for use by many threads. Credentials appear in no message.
 */
public final class ManagementApi {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);
    private static final int PAGE_SIZE = 500;
    static final int MAX_OBJECTS = 20_000;

    private final String address;
    private final String virtualHost;
    private final Client client;
    private final Supplier<JsonGet> http;

    private ManagementApi(String address, String virtualHost, Client client, Supplier<JsonGet> http) {
        this.address = address;
        this.virtualHost = virtualHost;
        this.client = client;
        this.http = http;
    }

    /** Virtual host {@code /}, timeout 5 s; see {@link #at(URI, String, Duration)}. */
    public static ManagementApi at(URI uri) {
        return at(uri, "/", DEFAULT_TIMEOUT);
    }

    /**
     * Nothing is sent yet.
     *
     * @param uri such as {@code https://user:password@host:15671}; the user info is percent-encoded, and {@code guest:guest} when absent
     * @param virtualHost the virtual host to look at
     * @param timeout how long to wait for a connection and for each answer, up to 1 minute
     * @throws IllegalArgumentException when the address is not HTTP or the timeout is out of bounds
     */
    public static ManagementApi at(URI uri, String virtualHost, Duration timeout) {
        return at(uri, virtualHost, timeout, builder -> builder);
    }

    /** The same over TLS with a context of one's own, such as one that trusts a company's authority; the host name is verified all the same. */
    public static ManagementApi at(URI uri, String virtualHost, Duration timeout, SSLContext tls) {
        return at(uri, virtualHost, timeout, builder -> builder.sslContext(tls));
    }

    private static ManagementApi at(
            URI uri, String virtualHost, Duration timeout, UnaryOperator<HttpClient.Builder> http) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "management timeout " + timeout + " must be more than 0 and at most 1 min");
        }
        String address = addressWithoutUser(uri);
        Login login = login(uri.getRawUserInfo());
        return new ManagementApi(
                address, virtualHost, client(address, login, timeout, http), () -> get(address, login, timeout, http));
    }

    /** How full each queue of the topology is; queues that are missing are left out. */
    public List<QueueDepth> queueDepths(Topology topology) {
        return queueTraffic(topology).stream().map(QueueTraffic::depth).toList();
    }

    /** How full and how busy each queue of the topology is; queues that are missing are left out. */
    public List<QueueTraffic> queueTraffic(Topology topology) {
        Map<String, QueueInfo> live = queuesByName(topology);
        return topology.queues().stream()
                .map(queue -> live.get(queue.name()))
                .flatMap(queue -> Optional.ofNullable(queue).stream())
                .map(ManagementApi::traffic)
                .toList();
    }

    /** What the API says of the broker itself. */
    public ManagementReports reports() {
        return new ManagementReports(http.get(), virtualHost);
    }

    private static QueueTraffic traffic(QueueInfo queue) {
        QueueDepth depth = new QueueDepth(
                queue.getName(), queue.getMessagesReady(), queue.getMessagesUnacknowledged(), queue.getConsumerCount());
        Optional<MessageStats> stats = Optional.ofNullable(queue.getMessageStats());
        return new QueueTraffic(
                depth,
                rate(stats, MessageStats::getBasicPublishDetails),
                rate(stats, MessageStats::getBasicDeliverDetails),
                rate(stats, MessageStats::getAckDetails));
    }

    /** A queue nothing has passed through has no statistics. */
    private static double rate(Optional<MessageStats> stats, Function<MessageStats, @Nullable RateDetails> kind) {
        return stats.flatMap(all -> Optional.ofNullable(kind.apply(all)))
                .map(RateDetails::getRate)
                .orElse(0.0);
    }

    /** Sets the topology's policies, which AMQP can't. The login needs the tag {@code policymaker}. */
    public void declarePolicies(Topology topology) {
        for (PolicySpec policy : topology.policies()) {
            PolicyInfo info = new PolicyInfo(policy.pattern(), policy.priority(), "queues", policy.definition());
            ask(() -> {
                client.declarePolicy(virtualHost, policy.name(), info);
                return policy;
            });
        }
    }

    /** The address without user and password. */
    @Override
    public String toString() {
        return "ManagementApi[" + address + ", virtual host " + virtualHost + "]";
    }

    LiveBroker snapshot(Topology topology) {
        Map<String, LiveExchange> exchanges = new HashMap<>();
        pages(topology, parameters -> client.getExchanges(virtualHost, parameters))
                .forEach(exchange -> exchanges.put(exchange.getName(), live(exchange)));
        Map<String, LiveQueue> queues = new HashMap<>();
        queuesByName(topology).forEach((name, queue) -> queues.put(name, live(queue)));
        List<LiveBinding> bindings = ask(() -> client.getBindings(virtualHost)).stream()
                .map(ManagementApi::live)
                .toList();
        return new LiveBroker(exchanges, queues, bindings);
    }

    private Map<String, QueueInfo> queuesByName(Topology topology) {
        Map<String, QueueInfo> byName = new HashMap<>();
        pages(topology, parameters -> client.getQueues(virtualHost, parameters))
                .forEach(queue -> byName.put(queue.getName(), queue));
        return byName;
    }

    private <T> List<T> pages(Topology topology, Function<QueryParameters, Page<T>> question) {
        QueryParameters parameters = new QueryParameters().name("^" + topology.namespace() + "\\.", true);
        parameters.pagination().pageSize(PAGE_SIZE);
        List<T> all = new ArrayList<>();
        Page<T> page = ask(() -> question.apply(parameters));
        all.addAll(page.getItemsAsList());
        while (page.getPage() < page.getPageCount()) {
            if (page.getFilteredCount() > MAX_OBJECTS) {
                throw tooMany(topology);
            }
            parameters.pagination().nextPage(page);
            page = ask(() -> question.apply(parameters));
            all.addAll(page.getItemsAsList());
        }
        return all;
    }

    private WarrenException tooMany(Topology topology) {
        return new WarrenException(address + " has more than " + MAX_OBJECTS + " objects whose names begin with '"
                + topology.namespace() + ".': too many to compare. Is the namespace shared with something else?");
    }

    private <T> T ask(Supplier<T> question) {
        try {
            T answer = question.get();
            if (answer == null) {
                throw new WarrenException("the management API at " + address + " knows no virtual host '" + virtualHost
                        + "', or not this path; check both");
            }
            return answer;
        } catch (HttpClientException e) {
            throw new WarrenException(
                    "the management API at " + address + " refuses (" + e.status()
                            + "): check user, password, the user's tags"
                            + " ('management' to look, 'policymaker' for policies) and its rights in virtual host '"
                            + virtualHost + "'",
                    e);
        } catch (HttpServerException e) {
            throw new WarrenException("the management API at " + address + " fails (" + e.status() + "); try again", e);
        } catch (WarrenException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new WarrenException(
                    "the management API at " + address + " did not answer (" + rootOf(e)
                            + "): is the plugin rabbitmq_management on, and the address right?",
                    e);
        }
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }

    private static String addressWithoutUser(URI uri) {
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "the management API's address must be http://host:port or https://host:port, is " + uri.getScheme()
                            + "://" + uri.getHost());
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null
                ? ""
                : uri.getRawPath().replaceFirst("/+$", "").replaceFirst("/api$", "");
        return uri.getScheme() + "://" + uri.getHost() + port + path;
    }

    /** Never shown. */
    private record Login(String user, String password) {
        String authorization() {
            return JdkHttpClientHttpLayer.authorization(user, password);
        }

        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    private static Login login(@Nullable String rawUserInfo) {
        String[] login = (rawUserInfo == null ? "guest:guest" : rawUserInfo).split(":", 2);
        return new Login(decoded(login[0]), login.length == 1 ? "" : decoded(login[1]));
    }

    private static JsonGet get(String address, Login login, Duration timeout, UnaryOperator<HttpClient.Builder> http) {
        HttpClient client = http.apply(HttpClient.newBuilder())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        return new JsonGet(address, login.authorization(), timeout, client);
    }

    private static Client client(
            String address, Login login, Duration timeout, UnaryOperator<HttpClient.Builder> http) {
        // Java asks for HTTP/2 with the first request; RabbitMQ's server then resets it when it has a body (seen on
        // 3.10 and 4.3).
        try {
            return new Client(new ClientParameters()
                    .url(address + "/api/")
                    .username(login.user())
                    .password(login.password())
                    .httpLayerFactory(JdkHttpClientHttpLayer.configure()
                            .clientBuilderConsumer(builder -> http.apply(builder)
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .connectTimeout(timeout))
                            .requestBuilderConsumer(builder ->
                                    builder.timeout(timeout).setHeader("authorization", login.authorization()))
                            .create()));
        } catch (MalformedURLException | URISyntaxException e) {
            throw new IllegalArgumentException("the management API's address " + address + " is malformed", e);
        }
    }

    /** A plus sign stands for itself in user info. */
    private static String decoded(String userInfo) {
        return URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static LiveExchange live(ExchangeInfo exchange) {
        return new LiveExchange(
                exchange.getType(),
                exchange.isDurable(),
                exchange.isAutoDelete(),
                exchange.isInternal(),
                given(exchange.getArguments()));
    }

    private static LiveQueue live(QueueInfo queue) {
        return new LiveQueue(
                text(queue.getType()),
                queue.isDurable(),
                queue.isAutoDelete(),
                queue.isExclusive(),
                text(queue.getLeaderNode()),
                Optional.ofNullable(queue.getEffectivePolicyDefinition())
                        .map(settings -> new LivePolicy(text(queue.getPolicy()), given(settings))),
                given(queue.getArguments()));
    }

    private static LiveBinding live(BindingInfo binding) {
        BindingSpec.Target target = binding.getDestinationType() == DestinationType.EXCHANGE
                ? BindingSpec.Target.EXCHANGE
                : BindingSpec.Target.QUEUE;
        return new LiveBinding(
                new BindingSpec(binding.getSource(), target, binding.getDestination(), binding.getRoutingKey()),
                given(binding.getArguments()));
    }

    private static Map<String, Object> given(@Nullable Map<String, Object> arguments) {
        return arguments == null ? Map.of() : Map.copyOf(arguments);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
