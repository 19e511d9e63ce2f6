package dev.warren.samples.orders;

import dev.warren.job.Job;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.stores.outbox.Outbox;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** The shop's tables, and what is done to them. Every method that changes something is one transaction, with the jobs that follow from it. */
public final class Shop {
    /** Takes an order's items out of the stock. */
    public static final JobType<OrderId> RESERVE = JobType.of("order.reserve", OrderId.class);

    /** Hands an order to the carrier. */
    public static final JobType<OrderId> SHIP = JobType.of("order.ship", OrderId.class);

    private final DataSource source;
    private final Outbox outbox;

    /**
     * The payload of both jobs: what they need to know stands in the tables.
     *
     * @param value the order's id
     */
    public record OrderId(String value) {}

    /**
     * An order.
     *
     * @param id made by the customer's page, so that a second click is the same order
     * @param customer who ordered
     * @param item what
     * @param quantity how many, from 1
     */
    public record Order(String id, String customer, String item, int quantity) {}

    /** A shop in a database. */
    public Shop(DataSource source, Outbox outbox) {
        this.source = source;
        this.outbox = outbox;
    }

    /** Makes the tables, and puts items into the stock. */
    public void open(Map<String, Integer> stock) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (id TEXT PRIMARY KEY, customer TEXT NOT NULL, item TEXT NOT NULL,"
                    + " quantity INTEGER NOT NULL, status TEXT NOT NULL)");
            statement.execute(
                    "CREATE TABLE stock (item TEXT PRIMARY KEY, pieces INTEGER NOT NULL CHECK (pieces >= 0))");
            outbox.createTables(connection);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO stock VALUES (?, ?)")) {
                for (Map.Entry<String, Integer> item : stock.entrySet()) {
                    insert.setString(1, item.getKey());
                    insert.setInt(2, item.getValue());
                    insert.executeUpdate();
                }
            }
        }
    }

    /** Takes an order: its row and its first job are committed together, whether the broker can be reached or not. */
    public void place(Order order) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO orders VALUES (?, ?, ?, ?, 'placed')")) {
                insert.setString(1, order.id());
                insert.setString(2, order.customer());
                insert.setString(3, order.item());
                insert.setInt(4, order.quantity());
                insert.executeUpdate();
            }
            // The customer is the ordering key: a customer's orders reach the queue in the order they were placed.
            outbox.enqueue(connection, NewJob.of(RESERVE, new OrderId(order.id())), order.customer());
            connection.commit();
        }
    }

    /** The handler of {@link #RESERVE}: the stock, the order's status and the next job are committed with this job's completion. */
    public String reserve(Job<OrderId> job, Connection connection) throws SQLException {
        String order = job.payload().value();
        boolean enough = takeOutOfStock(connection, order);
        setStatus(connection, order, enough ? "reserved" : "sold out");
        if (enough) {
            outbox.enqueue(connection, NewJob.of(SHIP, job.payload()));
        }
        return enough ? "reserved" : "sold out";
    }

    /** The handler of {@link #SHIP}. */
    public String ship(Job<OrderId> job, Connection connection) throws SQLException {
        setStatus(connection, job.payload().value(), "shipped");
        return "shipped";
    }

    private static boolean takeOutOfStock(Connection connection, String order) throws SQLException {
        String wanted = "(SELECT quantity FROM orders WHERE id = ?)";
        try (PreparedStatement update = connection.prepareStatement("UPDATE stock SET pieces = pieces - " + wanted
                + " WHERE item = (SELECT item FROM orders WHERE id = ?) AND pieces >= " + wanted)) {
            update.setString(1, order);
            update.setString(2, order);
            update.setString(3, order);
            return update.executeUpdate() == 1;
        }
    }

    private static void setStatus(Connection connection, String order, String status) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE orders SET status = ? WHERE id = ?")) {
            update.setString(1, status);
            update.setString(2, order);
            update.executeUpdate();
        }
    }

    /** How many pieces of an item are left. */
    public int pieces(String item) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT pieces FROM stock WHERE item = ?")) {
            select.setString(1, item);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        }
    }

    /** How many orders there are in each status. */
    public Map<String, Integer> statuses() throws SQLException {
        Map<String, Integer> statuses = new LinkedHashMap<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT status, count(*) FROM orders GROUP BY status ORDER BY status")) {
            while (rows.next()) {
                statuses.put(rows.getString(1), rows.getInt(2));
            }
        }
        return statuses;
    }
}
