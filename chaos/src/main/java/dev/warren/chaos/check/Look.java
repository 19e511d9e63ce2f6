package dev.warren.chaos.check;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.warren.chaos.check.Remains.DeadLetter;
import dev.warren.chaos.check.Remains.Known;
import dev.warren.chaos.load.Kind;
import dev.warren.chaos.load.Place;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Reads store and queues as a stranger would: by SQL, by commands, by AMQP. */
public final class Look {
    private static final int PAGE = 1_000;
    private static final Map<Character, String> REDIS_STATUS = Map.of(
            'p',
            "pending",
            'r',
            "running",
            'w',
            "retrying",
            'R',
            "decided retry",
            'D',
            "decided dead",
            'S',
            "decided succeeded",
            's',
            "succeeded",
            'd',
            "dead",
            'c',
            "cancelled",
            'e',
            "expired");

    private final Place place;
    private final String uri;

    /** At this store, and this broker. */
    public Look(Place place, String uri) {
        this.place = place;
        this.uri = uri;
    }

    private interface Question<T> {
        T ask(Statement statement) throws SQLException;
    }

    private <T> T ask(DataSource database, Question<T> question) throws SQLException {
        try (java.sql.Connection connection = database.getConnection()) {
            connection.setAutoCommit(false); // else PostgreSQL's driver takes all rows at once
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(PAGE);
                return question.ask(statement);
            }
        }
    }

    /** How many jobs the store knows that have not ended. */
    public long open() throws SQLException {
        Optional<DataSource> database = place.database();
        if (database.isPresent()) {
            return number(database.get(), "SELECT count(*) FROM " + schema() + "job WHERE status < 10");
        }
        return records().stream()
                .filter(known -> known.status().length() > 0 && !isEnd(known.status()))
                .count();
    }

    private static boolean isEnd(String status) {
        for (Kind.End end : Kind.End.values()) {
            if (end.name().equalsIgnoreCase(status)) {
                return true;
            }
        }
        return false;
    }

    private String schema() {
        return place.isPostgres() ? "warren." : "";
    }

    /** Rows in the outbox. */
    public long unpublished() throws SQLException {
        Optional<DataSource> database = place.database();
        return database.isPresent() ? number(database.get(), "SELECT count(*) FROM warren_outbox") : 0;
    }

    private long number(DataSource database, String sql) throws SQLException {
        return ask(database, statement -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /** All records. */
    public List<Known> records() throws SQLException {
        Optional<DataSource> database = place.database();
        return database.isPresent() ? fromDatabase(database.get()) : fromRedis();
    }

    private List<Known> fromDatabase(DataSource database) throws SQLException {
        return ask(database, statement -> {
            List<Known> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SELECT key, status, attempt FROM " + schema() + "jobs")) {
                while (rows.next()) {
                    all.add(new Known(rows.getString(1), rows.getString(2).intern(), rows.getInt(3)));
                }
            }
            return all;
        });
    }

    private List<Known> fromRedis() {
        List<Known> all = new ArrayList<>();
        try (Jedis jedis = new Jedis(URI.create(place.address()))) {
            ScanParams jobs = new ScanParams().match("{warren:chaos}:job:*").count(PAGE);
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> page = jedis.scan(cursor, jobs);
                Pipeline pipeline = jedis.pipelined();
                List<Response<String>> heads = page.getResult().stream()
                        .map(key -> pipeline.getrange(key, 1, 1))
                        .toList();
                pipeline.sync();
                for (int i = 0; i < heads.size(); i++) {
                    String key = page.getResult().get(i);
                    char letter = heads.get(i).get().charAt(0);
                    all.add(new Known(
                            key.substring(key.lastIndexOf('/') + 1), REDIS_STATUS.getOrDefault(letter, "unknown"), 0));
                }
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        }
        return all.stream().distinct().toList(); // a scan may say a key twice
    }

    /** A row for each effect. */
    public List<String> effects() throws SQLException {
        Optional<DataSource> database = place.database();
        return database.isEmpty()
                ? List.of()
                : ask(database.get(), statement -> {
                    List<String> all = new ArrayList<>();
                    try (ResultSet rows = statement.executeQuery("SELECT id FROM effect")) {
                        while (rows.next()) {
                            all.add(rows.getString(1));
                        }
                    }
                    return all;
                });
    }

    /** Messages that are ready in each of these queues. */
    public long ready(List<String> queues) throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            long ready = 0;
            for (String queue : queues) {
                ready += channel.messageCount(queue);
            }
            return ready;
        }
    }

    /** Takes all messages of a queue. */
    public List<DeadLetter> takeAll(String queue) throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            long count = channel.messageCount(queue);
            BlockingQueue<DeadLetter> taken = new LinkedBlockingQueue<>();
            var unused = channel.basicConsume(queue, true, new DefaultConsumer(channel) {
                @Override
                public void handleDelivery(
                        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
                    taken.add(letter(properties));
                }
            });
            List<DeadLetter> all = new ArrayList<>();
            while (all.size() < count) {
                DeadLetter letter = taken.poll(10, TimeUnit.SECONDS);
                if (letter == null) {
                    throw new IllegalStateException(queue + " gives only " + all.size() + " of " + count + " messages");
                }
                all.add(letter);
            }
            return all;
        }
    }

    private static DeadLetter letter(AMQP.BasicProperties properties) {
        Object reason =
                properties.getHeaders() == null ? null : properties.getHeaders().get("dead-reason");
        return new DeadLetter(
                String.valueOf(properties.getMessageId()),
                String.valueOf(reason).intern());
    }

    private Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }
}
