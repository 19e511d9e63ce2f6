package dev.warren.samples.export;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** A SQLite file with the tables {@code orders} and {@code exports}. Each caller opens a connection of its own. */
public final class OrderDatabase {
    /** Whose orders there are, the first has two fifths of them. */
    public static final List<String> TENANTS = List.of("acme", "acme", "globex", "initech", "umbrella");

    private static final List<String> ITEMS = List.of("anvil", "rocket skates", "bolt, 10 mm", "3\" pipe", "bird seed");
    private static final List<String> NOTES =
            List.of("", "leave at the door", "call first, then ring", "she said \"soon\"", "two\nlines");
    private static final int ROWS_PER_BATCH = 5_000;

    private final String url;

    /** The database in {@code file}; made when it is first opened. */
    public OrderDatabase(Path file) {
        this.url = "jdbc:sqlite:" + file.toAbsolutePath();
    }

    /** A new connection, with the tables in place. Close it. */
    public Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, tenant TEXT NOT NULL,"
                    + " customer TEXT NOT NULL, item TEXT NOT NULL, quantity INTEGER NOT NULL, cents INTEGER NOT NULL,"
                    + " ordered_at TEXT NOT NULL, note TEXT NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS exports (id TEXT PRIMARY KEY, tenant TEXT NOT NULL,"
                    + " format TEXT NOT NULL, status TEXT NOT NULL, row_count INTEGER, location TEXT, error TEXT)");
        }
        return connection;
    }

    /** Fills {@code orders} with rows that are the same for the same seed. */
    public void fill(int rows, long seed) throws SQLException {
        Random random = new Random(seed);
        try (Connection connection = open();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO orders (tenant, customer, item, quantity, cents,"
                                + " ordered_at, note) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (int row = 1; row <= rows; row++) {
                bindRandomOrder(insert, random, row);
                insert.addBatch();
                if (row % ROWS_PER_BATCH == 0 || row == rows) {
                    insert.executeBatch();
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE INDEX IF NOT EXISTS orders_by_tenant ON orders (tenant)");
            }
        }
    }

    private static void bindRandomOrder(PreparedStatement insert, Random random, int row) throws SQLException {
        insert.setString(1, TENANTS.get(random.nextInt(TENANTS.size())));
        insert.setString(2, "customer-" + random.nextInt(10_000));
        insert.setString(3, ITEMS.get(random.nextInt(ITEMS.size())));
        insert.setInt(4, 1 + random.nextInt(9));
        insert.setLong(5, 100 + random.nextInt(100_000));
        insert.setString(6, Instant.ofEpochSecond(1_750_000_000L + 60L * row).toString());
        insert.setString(7, NOTES.get(random.nextInt(NOTES.size())));
    }

    /** How many orders a tenant has. */
    public long countOrders(String tenant) throws SQLException {
        try (Connection connection = open();
                PreparedStatement select =
                        connection.prepareStatement("SELECT count(*) FROM orders WHERE tenant = ?")) {
            select.setString(1, tenant);
            try (ResultSet rows = select.executeQuery()) {
                return rows.getLong(1);
            }
        }
    }

    /** Hands a tenant's orders over one by one, in the order of their keys; never holds more than one. Answers how many there were. */
    long forEachOrder(String tenant, OrderConsumer consumer) throws Exception {
        try (Connection connection = open();
                PreparedStatement select =
                        connection.prepareStatement("SELECT id, customer, item, quantity, cents, ordered_at, note"
                                + " FROM orders WHERE tenant = ? ORDER BY id")) {
            select.setString(1, tenant);
            long count = 0;
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    consumer.accept(orderOf(rows));
                    count++;
                }
            }
            return count;
        }
    }

    private static Order orderOf(ResultSet rows) throws SQLException {
        return new Order(
                rows.getLong(1),
                rows.getString(2),
                rows.getString(3),
                rows.getInt(4),
                rows.getLong(5),
                rows.getString(6),
                rows.getString(7));
    }

    /** Takes one order. */
    interface OrderConsumer {
        /** Takes it. */
        void accept(Order order) throws Exception;
    }
}
