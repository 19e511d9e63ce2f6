package dev.warren.benchmarks.peers;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.springframework.amqp.rabbit.config.RetryInterceptorBuilder;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.adapter.MessageListenerAdapter;
import org.springframework.amqp.rabbit.retry.RepublishMessageRecoverer;
import org.springframework.amqp.support.converter.DefaultClassMapper;
import org.springframework.amqp.support.converter.Jackson2JsonMessageConverter;
import org.springframework.retry.interceptor.RetryOperationsInterceptor;

/**
 * Spring AMQP's side: one of its containers with one consumer, JSON read into a record, a listener that does nothing, and no memory of what was
 * done.
 */
public final class SpringProgram {
    private static final String QUEUE = "peers-spring";
    private static final String DEAD = "peers-spring-dead";
    private static final int AT_ONCE = 1_000;
    private static final int PREFETCH = 5_000;
    private static final int ATTEMPTS = 3;
    private static final long CONFIRMED_WITHIN_MILLIS = 10_000;

    private SpringProgram() {}

    /** What drains. */
    enum Container {
        /** One thread of the container's reads what the client's thread brings. */
        SIMPLE {
            @Override
            AbstractMessageListenerContainer of(CachingConnectionFactory connections, int ackEvery) {
                SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
                container.setPrefetchCount(PREFETCH);
                container.setBatchSize(ackEvery);
                return container;
            }
        },
        /** The listener runs on the client's thread. */
        DIRECT {
            @Override
            AbstractMessageListenerContainer of(CachingConnectionFactory connections, int ackEvery) {
                DirectMessageListenerContainer container = new DirectMessageListenerContainer(connections);
                container.setPrefetchCount(PREFETCH);
                container.setMessagesPerAck(ackEvery);
                return container;
            }
        };

        abstract AbstractMessageListenerContainer of(CachingConnectionFactory connections, int ackEvery);
    }

    /** Whether failures are retried. */
    enum Failures {
        /** The container requeues what fails. */
        PLAIN,
        /** Three attempts on the listener's thread, then to a queue for the dead. */
        RETRIED
    }

    /**
     * A job.
     *
     * @param number tells jobs apart
     * @param filler makes it as large as it shall be
     */
    record Work(long number, String filler) {}

    /** Called by Spring for every message. */
    private record Listener(Tally tally) {
        @SuppressWarnings("unused") // by its name
        public void handleMessage(Work work) {
            tally.count();
        }
    }

    /** See {@link PeerCommand}; a worker's options are a {@link Container}, the messages for each ack, and {@link Failures}. */
    public static void main(String[] args) throws Exception {
        PeerCommand command = PeerCommand.of(args);
        CachingConnectionFactory connections = new CachingConnectionFactory();
        String uri = Objects.requireNonNull(System.getenv("RABBITMQ_URI"), "RABBITMQ_URI is not set");
        connections.setUri(uri);
        if (command.isDrain()) {
            drain(command, connections);
        } else {
            declare(uri);
            enqueue(command, connections);
            connections.destroy();
        }
    }

    private static void declare(String uri) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            for (String queue : new String[] {QUEUE, DEAD}) {
                channel.queueDelete(queue);
                channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
            }
        }
    }

    private static void enqueue(PeerCommand command, CachingConnectionFactory connections) throws Exception {
        connections.setPublisherConfirmType(command.isSingle() ? ConfirmType.CORRELATED : ConfirmType.SIMPLE);
        RabbitTemplate template = template(connections);
        Tally.enqueue(command.jobs(), () -> {
            if (command.isSingle()) {
                enqueueEach(template, command.jobs());
            } else {
                enqueueMany(template, command.jobs());
            }
        });
    }

    private static void enqueueEach(RabbitTemplate template, int jobs) throws Exception {
        for (long number = 0; number < jobs; number++) {
            CorrelationData correlation = new CorrelationData();
            template.convertAndSend("", QUEUE, new Work(number, Tally.FILLER), correlation);
            if (!correlation
                    .getFuture()
                    .get(CONFIRMED_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
                    .isAck()) {
                throw new IllegalStateException("job " + number + " was refused");
            }
        }
    }

    private static void enqueueMany(RabbitTemplate template, int jobs) {
        for (int done = 0; done < jobs; done += AT_ONCE) {
            int from = done;
            template.<Boolean>invoke(operations -> {
                for (long number = from; number < Math.min(jobs, from + AT_ONCE); number++) {
                    operations.convertAndSend("", QUEUE, new Work(number, Tally.FILLER));
                }
                operations.waitForConfirmsOrDie(CONFIRMED_WITHIN_MILLIS);
                return true;
            });
        }
    }

    /** Until the process is ended. */
    private static void drain(PeerCommand command, CachingConnectionFactory connections) throws InterruptedException {
        Container kind = Container.valueOf(command.options().get(0));
        AbstractMessageListenerContainer container =
                kind.of(connections, Integer.parseInt(command.options().get(1)));
        container.setQueueNames(QUEUE);
        container.setMessageListener(new MessageListenerAdapter(new Listener(new Tally(command.jobs())), converter()));
        if (Failures.valueOf(command.options().get(2)) == Failures.RETRIED) {
            container.setAdviceChain(retries(connections));
        }
        container.afterPropertiesSet();
        container.start();
        Thread.sleep(Long.MAX_VALUE);
    }

    private static RetryOperationsInterceptor retries(CachingConnectionFactory connections) {
        return RetryInterceptorBuilder.stateless()
                .maxAttempts(ATTEMPTS)
                .recoverer(new RepublishMessageRecoverer(template(connections), "", DEAD))
                .build();
    }

    private static RabbitTemplate template(CachingConnectionFactory connections) {
        RabbitTemplate template = new RabbitTemplate(connections);
        template.setMessageConverter(converter());
        return template;
    }

    private static Jackson2JsonMessageConverter converter() {
        DefaultClassMapper types = new DefaultClassMapper();
        types.setDefaultType(Work.class);
        types.setTrustedPackages(Work.class.getPackageName());
        Jackson2JsonMessageConverter converter = new Jackson2JsonMessageConverter();
        converter.setClassMapper(types);
        return converter;
    }
}
