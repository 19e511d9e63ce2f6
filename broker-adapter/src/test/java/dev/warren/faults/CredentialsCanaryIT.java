package dev.warren.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.warren.consume.Worker;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.LaneName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A marked password must never turn up in anything that people or machines are shown. */
class CredentialsCanaryIT {
    private static final String MARKER = "CANARY7f3a";
    private static final JobType<String> TYPE = JobType.of("canary", String.class);

    private final URI uri = TestBroker.shared().uri();
    private final String place = uri.getHost() + ":" + uri.getPort();
    private final List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();
    private final StringBuilder shown = new StringBuilder();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            logged.add(event);
        }
    };

    @BeforeEach
    void listen() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger("dev.warren").setLevel(Level.TRACE);
        context.getLogger("com.rabbitmq").setLevel(Level.DEBUG);
        appender.start();
        root().addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        root().detachAppender(appender);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger("dev.warren").setLevel(null);
        context.getLogger("com.rabbitmq").setLevel(null);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private void show(Object what) {
        if (what instanceof Throwable failure) {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text, true));
            shown.append(text);
        } else {
            shown.append(what);
        }
        shown.append('\n');
    }

    private void assertNothingLeaked() {
        for (ILoggingEvent event : logged) {
            show(event.getThreadName() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs() + " "
                    + event.getMDCPropertyMap());
            if (event.getThrowableProxy() != null) {
                show(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
        registry.getMeters().forEach(meter -> show(meter.getId()));
        Thread.getAllStackTraces().keySet().forEach(thread -> show(thread.getName()));
        assertThat(shown.toString()).doesNotContain(MARKER);
    }

    /** Both ends try for a second and more, and fail. */
    private void tryInVain(String address) throws Exception {
        RabbitBroker broker = RabbitBroker.at(address).withRequestTimeout(Duration.ofSeconds(1));
        show(broker);
        show(broker.address());
        try (HandMade made = HandMade.on(uri, LaneName.DEFAULT)) {
            try (Worker worker = Worker.builder(broker)
                            .topology(made.topology())
                            .metrics(registry)
                            .run(TYPE, job -> {})
                            .start();
                    Publisher publisher = Publisher.builder(broker)
                            .topology(made.topology())
                            .metrics(registry)
                            .settings(SenderSettings.STANDARD
                                    .withRoomWithin(Duration.ofMillis(100))
                                    .withConfirmWithin(Duration.ofMillis(1_200)))
                            .start()) {
                show(worker);
                show(publisher);
                CompletableFuture<?> enqueued = publisher.enqueue(NewJob.of(TYPE, "x"));
                show(failure(() -> worker.awaitConsuming(Duration.ofMillis(1_500))));
                show(failure(() -> enqueued.get(5, TimeUnit.SECONDS)));
                show(failure(() -> broker.declare(made.topology())));
                show(failure(() -> broker.verify(made.topology())));
            }
        }
        assertThat(logged).isNotEmpty();
        assertNothingLeaked();
    }

    private static Throwable failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        Throwable thrown = catchThrowable(action);
        assertThat(thrown).as("was expected to fail").isNotNull();
        return thrown;
    }

    @Test
    void notWithAWrongPassword() throws Exception {
        tryInVain("amqp://guest:" + MARKER + "@" + place);
    }

    @Test
    void notWithAWrongVhost() throws Exception {
        withUser(MARKER, login -> tryInVain("amqp://" + login + "@" + place + "/no-such-vhost"));
    }

    @Test
    void notWithADeadPort() throws Exception {
        tryInVain("amqp://guest:" + MARKER + "@127.0.0.1:1");
    }

    @Test
    void notWithAHostThatDoesNotExist() throws Exception {
        tryInVain("amqp://guest:" + MARKER + "@no-such-host.invalid:5672");
    }

    @Test
    void notWhenTlsFails() throws Exception {
        tryInVain("amqps://guest:" + MARKER + "@" + place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:CANARY7f3a@host",
                "amqp://user:CANARY7f3a%zz@host",
                "amqp://user:CANARY7f3a^@host",
                "amqp://user:CANARY7f3a/x@host",
                "amqp://user:CANARY7f3a#@host",
                "amqp://user:CANARY7f3a?@host",
                "amqp://user:pass:CANARY7f3a@host",
                "amqp://user:CANARY7f3a@host/a/b",
                "amqp://user:CANARY7f3a@host?heartbeat=CANARY7f3a",
                "amqp://user:CANARY7f3a@host:port",
                "amqp:CANARY7f3a",
                "CANARY7f3a",
            })
    void notWithAnAddressThatIsNone(String address) {
        show(failure(() -> RabbitBroker.at(address)));
        assertNothingLeaked();
    }

    @Test
    void notInTheLifeOfAJobThatDies() throws Exception {
        withUser(MARKER, login -> {
            RabbitBroker broker = RabbitBroker.at("amqp://" + login + "@" + place);
            try (HandMade made = HandMade.on(uri, LaneName.DEFAULT);
                    Worker worker = Worker.builder(broker)
                            .topology(made.topology())
                            .metrics(registry)
                            .depthInterval(Duration.ofMillis(200))
                            .run(TYPE, job -> {
                                throw new IllegalStateException("no luck");
                            })
                            .start()) {
                worker.awaitConsuming(Duration.ofSeconds(20));
                try (Publisher publisher = Publisher.builder(broker)
                        .topology(made.topology())
                        .metrics(registry)
                        .start()) {
                    publisher.enqueue(NewJob.of(TYPE, "x").withMaxAttempts(1)).get(10, TimeUnit.SECONDS);
                }
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> registry.get("jobs.dead.letters").gauge().value() == 1);
                var dead = made.channel().basicGet(made.topology().deadQueue(LaneName.DEFAULT), true);
                show(dead.getProps());
            }
            assertNothingLeaked();
        });
    }

    private interface WithLogin {
        void run(String login) throws Exception;
    }

    /** A user whose password is marked, for as long as the work takes. */
    private static void withUser(String password, WithLogin work) throws Exception {
        String name = "canary-" + Long.toHexString(System.nanoTime());
        manage("PUT", "/api/users/" + name, "{\"password\":\"" + password + "\",\"tags\":\"\"}");
        manage("PUT", "/api/permissions/%2F/" + name, "{\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}");
        try {
            work.run(name + ":" + password);
        } finally {
            manage("DELETE", "/api/users/" + name, "");
        }
    }

    private static void manage(String method, String path, String body) throws Exception {
        URI management = TestBroker.shared().managementUri();
        String login =
                Base64.getEncoder().encodeToString(management.getUserInfo().getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + management.getHost() + ":" + management.getPort() + path))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        int status = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        assertThat(status).as(method + " " + path).isBetween(200, 299);
    }
}
