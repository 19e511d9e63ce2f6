package dev.warren.topology.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.WarrenException;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.Topology;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the management API says of the broker itself: for a look at its health. Each question stands for itself, as logins may be allowed
 * some and not others: the tag {@code management} is enough for {@link #server}, {@link #queues} and {@link #alarms}, {@code monitoring}
 * for {@link #nodes}; {@link #disabledFeatureFlags} needs {@code administrator} before RabbitMQ 4. Every method throws {@link WarrenException} when
 * the API can't be reached or refuses. Safe for use by many threads.
 */
public final class ManagementReports {
    private static final int PAGE_SIZE = 500;
    private static final int HEALTH_CHECK_FAILED = 503;

    private final JsonGet http;
    private final String virtualHost;

    ManagementReports(JsonGet http, String virtualHost) {
        this.http = http;
        this.virtualHost = virtualHost;
    }

    /** The broker as a whole, and the login. */
    public ServerReport server() {
        long asked = System.nanoTime();
        HttpResponse<String> answer = http.ask("overview");
        Duration roundTrip = Duration.ofNanos(System.nanoTime() - asked);
        JsonNode overview = http.read(answer);
        return new ServerReport(
                overview.path("rabbitmq_version").asText(),
                overview.path("erlang_version").asText(),
                overview.path("cluster_name").asText(),
                tags(http.get("whoami").path("tags")),
                date(answer),
                roundTrip);
    }

    /** A list; before RabbitMQ 3.9 a text with commas. */
    private static List<String> tags(JsonNode tags) {
        return tags.isArray() ? texts(tags) : List.of(tags.asText().split(","));
    }

    private static Instant date(HttpResponse<String> answer) {
        String date = answer.headers().firstValue("date").orElse("");
        try {
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            throw new WarrenException("the management API's answer has the date '" + date + "', which is none", e);
        }
    }

    /** All nodes of the cluster. */
    public List<NodeReport> nodes() {
        return stream(http.get("nodes")).map(ManagementReports::node).toList();
    }

    private static NodeReport node(JsonNode node) {
        return new NodeReport(
                node.path("name").asText(),
                node.path("running").asBoolean(),
                node.path("mem_alarm").asBoolean(),
                node.path("disk_free_alarm").asBoolean(),
                node.path("mem_used").asLong(),
                node.path("mem_limit").asLong(),
                node.path("disk_free").asLong(),
                node.path("disk_free_limit").asLong(),
                texts(node.path("partitions")),
                texts(node.path("enabled_plugins")));
    }

    /** Whether any node has an alarm, for logins that may not look at {@link #nodes}. */
    public boolean alarms() {
        HttpResponse<String> answer = http.send("health/checks/alarms");
        if (answer.statusCode() == HEALTH_CHECK_FAILED) {
            return true;
        }
        http.read(http.accepted(answer));
        return false;
    }

    /** Stable feature flags that are off: the next upgrade may need them on. */
    public List<String> disabledFeatureFlags() {
        return stream(http.get("feature-flags"))
                .filter(flag -> flag.path("state").asText().equals("disabled"))
                .filter(flag -> !flag.path("stability").asText().equals("experimental"))
                .map(flag -> flag.path("name").asText())
                .toList();
    }

    /** The topology's queues that are there, and where they are. */
    public List<QueueReport> queues(Topology topology) {
        Set<String> ours =
                topology.queues().stream().map(QueueSpec::name).collect(Collectors.toCollection(HashSet::new));
        List<QueueReport> found = new ArrayList<>();
        int page = 1;
        int pages = 1;
        while (page <= pages && page * PAGE_SIZE <= ManagementApi.MAX_OBJECTS) {
            JsonNode answer = http.get("queues/" + encoded(virtualHost) + "?page=" + page + "&page_size=" + PAGE_SIZE
                    + "&use_regex=true&name=" + encoded("^" + topology.namespace() + "\\."));
            pages = answer.path("page_count").asInt();
            stream(answer.path("items"))
                    .filter(queue -> ours.contains(queue.path("name").asText()))
                    .map(ManagementReports::queue)
                    .forEach(found::add);
            page++;
        }
        return List.copyOf(found);
    }

    private static QueueReport queue(JsonNode queue) {
        String leader = queue.path("leader").asText(queue.path("node").asText());
        return new QueueReport(
                queue.path("name").asText(),
                queue.path("messages_ready").asLong(),
                queue.path("messages_unacknowledged").asLong(),
                queue.path("consumers").asLong(),
                Optional.of(leader).filter(name -> !name.isEmpty()),
                texts(queue.path("members")),
                texts(queue.path("online")));
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static List<String> texts(JsonNode list) {
        return stream(list).map(JsonNode::asText).toList();
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
