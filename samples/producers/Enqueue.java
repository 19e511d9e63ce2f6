import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Enqueues a job: java -cp amqp-client.jar:slf4j-api.jar Enqueue.java TYPE JSON [LANE]. The broker is the one in RABBITMQ_URI. */
public final class Enqueue {
    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 2) {
            System.err.println("usage: Enqueue.java TYPE JSON [LANE]");
            System.exit(2);
        }
        String lane = arguments.length > 2 ? arguments[2] : "default";
        String exchange = System.getenv().getOrDefault("WARREN_NAMESPACE", "jobs") + "." + lane;
        String id = UUID.randomUUID().toString();
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(System.getenv().getOrDefault("RABBITMQ_URI", "amqp://guest:guest@localhost:5672"));
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .type(arguments[0])
                    .messageId(id)
                    .contentType("application/json")
                    .deliveryMode(2) // persistent
                    .build();
            channel.basicPublish(exchange, arguments[0], properties, arguments[1].getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(30_000);
            System.out.println(id);
        } catch (Exception e) {
            System.err.println("not enqueued; start a worker, or check RABBITMQ_URI and the lane: " + e);
            System.exit(1);
        }
    }
}
